package dev.slipway.admission;

import dev.slipway.request.Forms;
import dev.slipway.request.Given;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a launch asks for. */
@Schema(name = "WorkspaceRequest")
public record WorkspaceRequest(
        @Schema(required = true, description = "Yours to choose, unique among your workspaces", maxLength = 40)
        @Given
        @Pattern(regexp = Forms.NAME, message = Forms.NAME_WORDS)
        @Nullable
        String name,

        @Schema(required = true, description = "A catalogue image", pattern = Forms.NAME) @Given @Nullable
        String image,

        @Schema(required = true, description = "A version of it", pattern = Forms.VERSION) @Given @Nullable
        String version,

        @Valid @Nullable ResourcesRequest resources,
        @Valid @Nullable NetworkRequest network,

        @Schema(
                description =
                        "At most 64 variables. NVIDIA_DISABLE_REQUIRE=1 takes back what the image demands of its host "
                                + "(NVIDIA_REQUIRE_…)",
                maxProperties = 64)
        @Nullable
        Map<String, String> env,

        @Schema(description = "A DNS label; the name, if absent")
        @Pattern(regexp = Forms.NAME, message = Forms.NAME_WORDS)
        @Nullable
        String hostname,

        @Schema(
                description = "It is stopped when it has done nothing for so long, and its files are kept. "
                        + "Absent: what the administrator set",
                format = "duration",
                examples = "PT2H")
        @Nullable
        String idleTimeout) {

    @Schema(name = "ResourcesRequest")
    public record ResourcesRequest(
            @Schema(description = "Processors, 1 if absent", minimum = "0", exclusiveMinimum = true, examples = "0.5")
            @Nullable
            BigDecimal cpus,

            @Schema(description = "Memory, 1Gi if absent", pattern = Forms.SIZE, examples = "2Gi") @Nullable
            String memory,

            @Schema(
                    description =
                            "Size of /dev/shm, through which processes share memory; part of the memory, and half of "
                                    + "it if absent",
                    pattern = Forms.SIZE,
                    examples = "1Gi")
            @Nullable
            String shm,

            @Schema(
                    description =
                            "Size of a /tmp on the host's disk, beside the memory, which is gone when the workspace "
                                    + "stops. If absent, /tmp takes memory, half of it at most",
                    pattern = Forms.SIZE,
                    examples = "20Gi")
            @Nullable
            String tmp,

            @Valid @Nullable GpuRequest gpus) {}

    @Schema(name = "GpuRequest")
    public record GpuRequest(
            @Schema(description = "How many, all on one host", examples = "1")
            @Given(message = GpuRequest.COUNT_WORDS)
            @Min(value = 0, message = GpuRequest.COUNT_WORDS)
            @Max(value = Integer.MAX_VALUE, message = GpuRequest.COUNT_WORDS)
            @Nullable
            Integer count,

            @Schema(description = "Words of the product's name; any, if absent", examples = "H100")
            @Pattern(
                    regexp = "^[A-Za-z0-9 ._-]{1,64}$",
                    message = "is 1 to 64 letters, digits, spaces, dots and hyphens")
            @Nullable
            String model,

            @Schema(description = "Memory that each has at least", pattern = Forms.SIZE, examples = "40Gi") @Nullable
            String memoryMin,

            @Schema(
                    description = "exclusive, if absent",
                    enumeration = {"exclusive", "shared", "mig"})
            @Nullable
            String sharing,

            @Schema(
                    description =
                            "With sharing mig: the instances' profile, as nvidia-smi names it, with what it has beside "
                                    + "its slices: 1g.24gb+gfx, 1g.10gb+me, 1g.24gb-me",
                    examples = "1g.10gb")
            @Nullable
            String migProfile,

            @Schema(
                    description = "With sharing shared: the part of each GPU's memory. It is counted and not enforced: "
                            + "whoever takes more is told, and nobody is held to it",
                    pattern = Forms.SIZE,
                    examples = "8Gi")
            @Nullable
            String memoryShare) {
        static final String COUNT_WORDS = "is zero or more";
    }

    @Schema(name = "NetworkRequest")
    public record NetworkRequest(
            @Schema(
                    description = "How it is connected; isolated, if absent: to the world, and to no other workspace",
                    enumeration = "isolated")
            @Pattern(regexp = "^isolated$", message = "is isolated; this version offers no other mode")
            @Nullable
            String mode) {}
}
