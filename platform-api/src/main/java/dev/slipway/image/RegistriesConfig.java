package dev.slipway.image;

import dev.slipway.settings.SomeTime;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where images come from. */
@ConfigMapping(prefix = "slipway.registries")
interface RegistriesConfig {
    /** A file of the registries that may be asked; absent: those of the curated catalogue. */
    Optional<Path> file();

    /** How long a tag is believed to name what it named, before its registry is asked again. */
    @WithDefault("PT6H")
    @WithConverter(SomeTime.class)
    Duration lookInterval();

    /** How long an image that a build began with, and that no version names, is kept for the next build. */
    @WithDefault("P1D")
    Duration basesKept();
}
