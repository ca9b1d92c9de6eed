package dev.slipway.workspace;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.allocation.Sharing;
import dev.slipway.runtime.quantity.Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A workspace's GPUs as its row keeps them: what the API took, after it was read. Sizes are in bytes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GpuDemand(
        int count,
        @Nullable String model,
        @Nullable Long memoryMin,
        @Nullable String migProfile,
        @Nullable Long memoryShare) {
    static GpuDemand of(GpuRequest request) {
        return new GpuDemand(
                request.count(),
                request.model().orElse(null),
                request.memoryMin().map(Bytes::value).orElse(null),
                request.sharing() instanceof Sharing.Mig mig ? mig.profile() : null,
                request.sharing() instanceof Sharing.Shared shared
                        ? shared.memory().value()
                        : null);
    }

    GpuRequest toRequest() {
        Sharing sharing = new Sharing.Exclusive();
        if (migProfile != null) {
            sharing = new Sharing.Mig(migProfile);
        } else if (memoryShare != null) {
            sharing = new Sharing.Shared(new Bytes(memoryShare));
        }
        return new GpuRequest(
                count,
                Optional.ofNullable(model),
                Optional.ofNullable(memoryMin).map(Bytes::new),
                sharing);
    }
}
