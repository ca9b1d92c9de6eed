package dev.slipway.imagebuild.context;

import dev.slipway.settings.AtLeastOne;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where the files of builds are, and how large they may be. */
@ConfigMapping(prefix = "slipway.builds")
public interface ContextConfig {
    /** Where the files of builds are until they have ended, which all processes of the platform have to reach; empty: in its home. */
    Optional<Path> folder();

    /** What the files of a context may come to, unpacked, MiB. */
    @WithDefault("1024")
    @WithConverter(AtLeastOne.class)
    int context();

    /** How many files a context may have. */
    @WithDefault("50000")
    @WithConverter(AtLeastOne.class)
    int entries();
}
