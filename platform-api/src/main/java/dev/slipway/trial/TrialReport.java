package dev.slipway.trial;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of an image when it ran.
 *
 * @param server how its server did
 * @param readySeconds from the container's start to the server's first answer
 * @param found what is in it
 * @param problem why its server did not serve, in words
 * @param output the last lines that it wrote, where its server did not serve
 */
public record TrialReport(
        Server server,
        @Nullable Double readySeconds,
        Found found,
        @Nullable String problem,
        List<String> output) {
    /** How a server did. */
    @Schema(name = "CheckedServer")
    public enum Server {
        READY,
        FAILED,
        /** Its version has no contract to run one by. */
        NONE
    }
}
