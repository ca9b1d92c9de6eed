package dev.slipway.trial;

import dev.slipway.catalog.context.BuildContext;
import dev.slipway.runtime.engine.BuildSpec;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.Cpus;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.ResourceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A home as users have one who did not come yesterday: another image made it, as the catalogue's own do, and there is something
 * in it. An engine gives an empty volume the owner and the content of the first image that mounts it, and asks nobody else.
 */
final class UsedHome {
    /** As which the images of the curated catalogue run, and to whom homes belong. */
    static final int UID = 1000;

    static final String OWNER = UID + ":100";
    private static final String DOCKERFILE = "FROM scratch\nCOPY --chown=" + OWNER + " home /home\n";
    private static final BuildSpec.Bounds BOUNDS =
            new BuildSpec.Bounds(new Cpus(1000), Bytes.ofMebi(256), Bytes.ofMebi(16));

    private UsedHome() {}

    /** The image that makes the home of a trial, for as long as it takes. */
    static ImageReference makerOf(ResourceId trial) {
        return new ImageReference("slipway/" + trial + ":home");
    }

    /** Makes it where the trial's container has its home. */
    static void make(ContainerEngine engine, ResourceId trial, ResourceId network, TrialContainer container) {
        ImageReference maker = makerOf(trial);
        engine.buildImage(
                new BuildSpec(
                        Optional.of(maker), BuildContext.DOCKERFILE, Map.of(), Map.of(), BOUNDS, Optional.of(network)),
                BuildContext.withDockerfile(
                        DOCKERFILE, BuildContext.ofFile("home/user/.profile", "# A home that is in use.\n")),
                line -> {});
        // There is nothing to run in it: that it does not start matters to nobody.
        container.start(maker, List.of("/none"), Map.of(), OWNER, Optional.of("/home/user"));
        container.remove();
        engine.removeImage(maker);
    }
}
