package dev.slipway.gpu.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.gpu.Leases;
import dev.slipway.gpu.OutsideUse;
import dev.slipway.gpu.Shares;
import dev.slipway.host.HostGpus;
import dev.slipway.identity.Caller;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUse;
import dev.slipway.runtime.quantity.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A GPU as the API shows it.
 *
 * @param leases all leases of the GPU or of parts of it
 * @param stale whether the driver does not answer, so that this is its last answer
 */
@Schema(name = "Gpu")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GpuView(
        String uuid,
        int index,
        String model,
        String memory,
        String computeCapability,
        String driver,
        Health health,

        @Schema(description = "Of an unhealthy one: what it is, such as xid-79") @Nullable
        String healthCode,

        @Nullable String healthReason,
        boolean cordoned,
        boolean simulated,
        boolean stale,

        @Schema(description = "When the driver said this, which may be long ago where it is stale")
        Instant seenAt,

        List<Mig> migInstances,
        List<LeaseView> leases,

        @Schema(
                description =
                        "Programs that use it and are of no workspace; nothing of it is handed out while there are some")
        List<Outsider> outside,

        Use use) {

    @Schema(name = "GpuHealth")
    public enum Health {
        HEALTHY,
        UNHEALTHY
    }

    @Schema(name = "MigInstance")
    public record Mig(String uuid, String profile, String memory) {}

    /**
     * A lease; whose it is only its owner and administrators are told.
     *
     */
    @Schema(name = "GpuLease")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LeaseView(
            @Schema(enumeration = {"exclusive", "shared", "mig"})
            String sharing,

            @Nullable String workspace,
            @Nullable String owner,
            @Nullable String migInstance,

            @Schema(description = HeldGpu.MEMORY_SHARE) @Nullable
            String memoryShare,

            @Schema(description = "Of a share: what its processes hold; told to whom it is told whose it is") @Nullable
            Long memoryUsedBytes,

            @Schema(description = "Of a share: whether its processes have held more for ten seconds") @Nullable
            Boolean exceedsShare,

            Instant since) {}

    /** A program that uses it from outside Slipway; what cannot be seen of it is absent. */
    @Schema(name = "OutsideProcess")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outsider(
            @Schema(description = "Its process id on the host")
            long pid,

            @Schema(description = "Its program's name", examples = "python3") @Nullable
            String program,

            @Schema(description = "Whose it is on the host") @Nullable
            String user,

            @Schema(description = "The container that it is of, as the engine names it, shortened") @Nullable
            String container,

            @Schema(description = "What it holds of the GPU's memory") @Nullable
            Long memoryUsedBytes) {
        private static Outsider of(OutsideUse.Outsider seen) {
            return new Outsider(
                    seen.process().pid(),
                    seen.who().program().orElse(null),
                    seen.who().user().orElse(null),
                    seen.who().container().orElse(null),
                    seen.process().memory().map(Bytes::value).orElse(null));
        }
    }

    /** What it does now; what the card does not tell is absent. */
    @Schema(name = "GpuUse")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Use(
            @Schema(description = "Per cent of the last sample period in which it computed") @Nullable
            Integer utilization,

            @Nullable Long memoryUsedBytes,

            @Schema(description = "Degrees Celsius") @Nullable
            Integer temperature,

            @Schema(description = "Watts") @Nullable Double power,

            @Schema(description = "Programs that compute on it") @Nullable
            Integer processes) {
        private static Use of(GpuUse use) {
            return new Use(
                    number(use.utilization()),
                    use.memoryUsed().map(Bytes::value).orElse(null),
                    number(use.temperature()),
                    watts(use.powerMilliwatts()),
                    use.processes().map(List::size).orElse(null));
        }

        private static @Nullable Integer number(OptionalInt value) {
            return value.isPresent() ? value.getAsInt() : null;
        }

        private static @Nullable Double watts(OptionalLong milliwatts) {
            return milliwatts.isPresent() ? milliwatts.getAsLong() / 1000.0 : null;
        }
    }

    static GpuView of(
            GpuState state,
            HostGpus.Seen seen,
            boolean cordoned,
            List<Leases.Lease> leases,
            List<OutsideUse.Outsider> outside,
            Shares shares,
            Caller caller) {
        Gpu gpu = state.gpu();
        GpuHost host = seen.snapshot().host();
        List<LeaseView> shown =
                leases.stream().map(lease -> leaseFor(lease, shares, caller)).toList();
        return new GpuView(
                gpu.uuid().value(),
                gpu.index(),
                gpu.model(),
                gpu.memory().toString(),
                gpu.capability().toString(),
                host.driver().map(Object::toString).orElse("unknown"),
                state.isHealthy() ? Health.HEALTHY : Health.UNHEALTHY,
                state.health() instanceof GpuHealth.Unhealthy ill ? ill.code() : null,
                state.health() instanceof GpuHealth.Unhealthy ill ? ill.message() : null,
                cordoned,
                host.simulated(),
                seen.snapshot().isStale(),
                seen.at(),
                gpu.migInstances().stream()
                        .map(mig -> new Mig(
                                mig.uuid().value(), mig.profile(), mig.memory().toString()))
                        .toList(),
                shown,
                outside.stream().map(Outsider::of).toList(),
                Use.of(state.use()));
    }

    private static LeaseView leaseFor(Leases.Lease lease, Shares shares, Caller caller) {
        Optional<Shares.Taken> taken = shares.of(lease.holder(), lease.grant().gpu());
        boolean told = caller.isAdmin() || lease.owner().is(caller.id());
        return new LeaseView(
                switch (lease.grant()) {
                    case Grant.Whole whole -> "exclusive";
                    case Grant.Instance instance -> "mig";
                    case Grant.Share share -> "shared";
                },
                told ? lease.holder() : null,
                told ? lease.owner().name() : null,
                lease.grant() instanceof Grant.Instance instance
                        ? instance.mig().value()
                        : null,
                lease.grant() instanceof Grant.Share share ? share.memory().toString() : null,
                taken.filter(known -> told).map(known -> known.memory().value()).orElse(null),
                taken.map(Shares.Taken::isExceeded).orElse(null),
                lease.since());
    }
}
