package dev.slipway.gpu;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A GPU that a workspace leases, as the API shows it with the workspace. */
@Schema(
        name = "HeldGpu",
        requiredProperties = {"uuid", "index", "model", "simulated"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HeldGpu(
        String uuid,
        int index,
        String model,
        boolean simulated,
        @Nullable String migProfile,
        @Nullable String memoryShare,

        @Schema(description = "Per cent of its time in which it computes; told of a GPU held alone") @Nullable
        Integer utilization,

        @Schema(description = "Its memory in use; told of a GPU held alone", examples = "12Gi") @Nullable
        String memoryUsed) {}
