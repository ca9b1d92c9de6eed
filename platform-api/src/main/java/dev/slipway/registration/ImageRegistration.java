package dev.slipway.registration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.request.Forms;
import dev.slipway.request.Given;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A new image with its first version.
 *
 * @param name its name in the catalogue
 * @param title what people call it, 1 to 100 characters
 * @param description what it is for, at most 500 characters
 * @param framework such as {@code pytorch}: 1 to 40 of {@code a-z0-9-}
 */
@Schema(
        name = "ImageRegistration",
        requiredProperties = {"name", "title", "framework", "version"})
public record ImageRegistration(
        @Given @Pattern(regexp = Forms.NAME, message = Forms.NAME_WORDS) @Nullable
        String name,

        @Given @Pattern(regexp = Forms.TITLE, message = Forms.TITLE_WORDS) @Nullable
        String title,

        @Size(max = Forms.LONGEST_DESCRIPTION, message = Forms.DESCRIPTION_WORDS) @Nullable
        String description,

        @Given @Pattern(regexp = Forms.FRAMEWORK, message = Forms.FRAMEWORK_WORDS) @Nullable
        String framework,

        @Given @Nullable VersionRegistration version) {

    /**
     * A new version. What it does not say, the image itself is asked for; what that does not say stays unknown.
     *
     * @param version its name in the catalogue
     * @param reference where it is, such as {@code quay.io/jupyter/pytorch-notebook:cuda12-2025-01-06}
     * @param contract the name of an image of the catalogue that is run in the same way, such as {@code jupyter}
     * @param run how its server is run, where no other image's way fits
     * @param source where its facts are published
     * @param check whether it is fetched and started once, to see what is in it; yes, unless it is false
     */
    @Schema(
            name = "ImageVersionRegistration",
            requiredProperties = {"version", "reference"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record VersionRegistration(
            @Schema(pattern = Forms.VERSION) @Nullable String version,
            @Nullable String reference,
            @Nullable String frameworkVersion,
            @Nullable String python,
            @Nullable Cuda cuda,
            @Nullable String contract,
            @Nullable Run run,
            @Nullable String source,
            @Nullable Boolean check) {}

    /** What is published of its CUDA. */
    @Schema(name = "CudaRegistration", requiredProperties = "toolkit")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cuda(
            @Nullable String toolkit,
            @Nullable String cudnn,
            @Nullable List<String> machineCode,
            @Nullable List<String> ptx,
            @Nullable Boolean compatPackage) {}

    /** How its server is run. */
    @Schema(
            name = "RunRegistration",
            requiredProperties = {"command", "port", "readyPath", "home", "user"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Run(
            @Nullable List<String> command,
            @Nullable Map<String, String> environment,

            @Schema(minimum = "1", maximum = "65535") @Nullable
            Integer port,

            @Nullable String readyPath,
            @Nullable String home,
            @Nullable String user,
            @Nullable String activity) {}
}
