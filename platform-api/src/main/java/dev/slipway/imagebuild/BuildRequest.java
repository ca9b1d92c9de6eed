package dev.slipway.imagebuild;

import dev.slipway.registration.ImageRegistration.Run;
import dev.slipway.request.Forms;
import dev.slipway.request.Given;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
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
        @Pattern(regexp = Forms.TITLE, message = Forms.TITLE_WORDS) @Nullable
        String title,

        @Size(max = Forms.LONGEST_DESCRIPTION, message = Forms.DESCRIPTION_WORDS) @Nullable
        String description,

        @Pattern(regexp = Forms.FRAMEWORK, message = Forms.FRAMEWORK_WORDS) @Nullable
        String framework,

        @Nullable String contract,
        @Nullable Run run,

        @Pattern(regexp = "^[^\\x00]{1,1000}$", message = "is a path in the context") @Nullable
        String dockerfile,

        @Size(max = 64, message = "are at most 64") @Nullable
        Map<
                        @Pattern(regexp = "^[a-zA-Z_][a-zA-Z0-9_]{0,127}$", message = BuildRequest.ARGUMENT_WORDS)
                        String,
                        @Given(message = BuildRequest.ARGUMENT_WORDS)
                        @Pattern(regexp = "^[^\\x00]{0,4096}$", message = BuildRequest.ARGUMENT_WORDS) String>
                arguments) {
    static final String ARGUMENT_WORDS = "is a name of letters, digits and _, and at most 4096 characters";
    static final BuildRequest OF_NOTHING = new BuildRequest(null, null, null, null, null, null, null);

    /** Its arguments, where it has any. */
    Map<String, String> given() {
        return arguments == null ? Map.of() : arguments;
    }
}
