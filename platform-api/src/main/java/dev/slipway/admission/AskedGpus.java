package dev.slipway.admission;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.allocation.Sharing;
import dev.slipway.runtime.quantity.Bytes;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs that a workspace asks for, as the API shows them.
 *
 * @param count how many, all on one host
 * @param model words of the product's name; absent: any
 * @param memoryMin memory that each has at least; absent: any
 * @param migProfile with {@code mig} alone: the instances' profile
 * @param memoryShare with {@code shared} alone: the part of each GPU's memory
 */
@Schema(name = "AskedGpus")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AskedGpus(
        int count,
        @Nullable String model,
        @Nullable String memoryMin,

        @Schema(enumeration = {"exclusive", "shared", "mig"})
        String sharing,

        @Nullable String migProfile,
        @Nullable String memoryShare) {
    /** A request that was read, as it is written. */
    public static AskedGpus of(GpuRequest read) {
        return new AskedGpus(
                read.count(),
                read.model().orElse(null),
                read.memoryMin().map(Bytes::toString).orElse(null),
                switch (read.sharing()) {
                    case Sharing.Exclusive exclusive -> "exclusive";
                    case Sharing.Mig mig -> "mig";
                    case Sharing.Shared shared -> "shared";
                },
                read.sharing() instanceof Sharing.Mig mig ? mig.profile() : null,
                read.sharing() instanceof Sharing.Shared shared
                        ? shared.memory().toString()
                        : null);
    }

    /** The request as it was read. */
    public GpuRequest toRequest() {
        Sharing how = new Sharing.Exclusive();
        if (migProfile != null) {
            how = new Sharing.Mig(migProfile);
        } else if (memoryShare != null) {
            how = new Sharing.Shared(Bytes.parse(memoryShare));
        }
        return new GpuRequest(
                count,
                Optional.ofNullable(model),
                Optional.ofNullable(memoryMin).map(Bytes::parse),
                how);
    }
}
