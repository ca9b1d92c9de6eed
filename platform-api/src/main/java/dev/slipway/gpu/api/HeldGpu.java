package dev.slipway.gpu.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A GPU that a workspace leases, as the API shows it with the workspace. */
@Schema(name = "HeldGpu")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HeldGpu(
        String uuid,
        int index,
        String model,
        boolean simulated,
        @Nullable String migProfile,

        @Schema(description = MEMORY_SHARE) @Nullable String memoryShare,

        @Schema(description = "Per cent of its time in which it computes; told of a GPU held alone") @Nullable
        Integer utilization,

        @Schema(description = "Of a GPU held alone, its memory in use; of a share, what the workspace's processes hold")
        @Nullable
        Long memoryUsedBytes,

        @Schema(description = "Told of a share: whether its processes have held more for ten seconds") @Nullable
        Boolean exceedsShare,

        @Schema(
                description =
                        "Told of a share: whether another workspace on this GPU has held more than its own for ten "
                                + "seconds, so that allocations here may fail")
        @Nullable
        Boolean neighbourExceedsShare) {
    /** What a share of memory is, in every place of the API that names one. */
    public static final String MEMORY_SHARE =
            "The part of the GPU's memory that was asked for. It is counted and not enforced: whoever takes more is told, "
                    + "and nobody is held to it";
}
