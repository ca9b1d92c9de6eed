package dev.slipway.build;

import dev.slipway.image.ImageRegistration.Run;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a version is built. Nothing of it is obligatory.
 *
 * @param title of the image, where it is a new one: what people call it, 1 to 100 characters; its name, unless it says so
 * @param description of a new image, at most 500 characters
 * @param framework of a new image: 1 to 40 of {@code a-z0-9-}; that of its base, unless it says so
 * @param contract the name of an image of the catalogue whose server is run in the same way, or {@code none}; that of its base,
 *     unless it says so
 * @param run how its server is run, where no other image's way fits
 * @param dockerfile the Dockerfile's path in the context; {@code Dockerfile}, unless it says so
 * @param arguments for its {@code ARG}s, at most 64
 */
@Schema(name = "BuildRequest")
public record BuildRequest(
        @Nullable String title,
        @Nullable String description,
        @Nullable String framework,
        @Nullable String contract,
        @Nullable Run run,
        @Nullable String dockerfile,
        @Nullable Map<String, String> arguments) {
    static final BuildRequest OF_NOTHING = new BuildRequest(null, null, null, null, null, null, null);

    /** Its arguments, where it has any. */
    Map<String, String> given() {
        return arguments == null ? Map.of() : arguments;
    }
}
