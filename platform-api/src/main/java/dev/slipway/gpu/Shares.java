package dev.slipway.gpu;

import dev.slipway.host.HostGpus;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.quantity.Bytes;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much GPU memory each holder of a share uses. Time-sliced hardware enforces no share, so that we count the use, by the driver's
 * list of processes and the control groups that tell to whom each process belongs.
 */
@ApplicationScoped
public class Shares {
    private final HostGpus gpus;
    private final Leases leases;
    private final ProcessOwners owners;
    private final GpuConfig config;
    private final Clock clock;

    private volatile Map<Part, Taken> taken = Map.of();

    Shares(HostGpus gpus, Leases leases, ProcessOwners owners, GpuConfig config, Clock clock) {
        this.gpus = gpus;
        this.leases = leases;
        this.owners = owners;
        this.config = config;
        this.clock = clock;
    }

    /** A holder's part of a GPU. */
    public record Part(String holder, GpuUuid gpu) {}

    /**
     * A holder's use of its share of a GPU.
     *
     * @param index the GPU's number
     * @param share what was leased
     * @param memory what the holder's processes hold
     * @param excess whether that has been more than the share for longer than a moment
     */
    public record Taken(int index, Bytes share, Bytes memory, Excess excess) {
        public boolean isExceeded() {
            return excess.stands();
        }
    }

    /** The use of all shares, as the last look found it. */
    public Map<Part, Taken> taken() {
        return taken;
    }

    public Optional<Taken> of(String holder, GpuUuid gpu) {
        return Optional.ofNullable(taken.get(new Part(holder, gpu)));
    }

    /** Whether another than this holder takes more than its share of the GPU. */
    public boolean isExceededBeside(String holder, GpuUuid gpu) {
        return taken.entrySet().stream()
                .anyMatch(entry -> entry.getKey().gpu().equals(gpu)
                        && !entry.getKey().holder().equals(holder)
                        && entry.getValue().isExceeded());
    }

    /** Looks anew. If the driver does not answer, the result of the last look stays. Only one thread may call this at a time. */
    public void look() {
        GpuInventory.Snapshot now = gpus.look();
        if (now.isStale()) {
            return;
        }
        GpuHost host = now.host();
        List<Leases.Lease> shared = host.gpus().isEmpty()
                ? List.of()
                : leases.all().stream()
                        .filter(lease -> lease.grant() instanceof Grant.Share)
                        .toList();
        Map<Part, Taken> seen = new HashMap<>();
        Instant at = clock.instant();
        for (Leases.Lease lease : shared) {
            if (lease.grant() instanceof Grant.Share share) {
                host.gpu(share.gpu()).ifPresent(state -> {
                    Part part = new Part(lease.holder(), share.gpu());
                    seen.put(part, taken(part, share.memory(), state, at));
                });
            }
        }
        taken = Map.copyOf(seen);
    }

    private Taken taken(Part part, Bytes share, GpuState state, Instant at) {
        long held = state.use().processes().orElse(List.of()).stream()
                .filter(process -> owners.holderOf(process.pid()).equals(Optional.of(part.holder())))
                .flatMap(process -> process.memory().stream())
                .mapToLong(Bytes::value)
                .sum();
        Taken before = taken.get(part);
        Excess excess = before == null ? Excess.NONE : before.excess();
        return new Taken(
                state.gpu().index(),
                share,
                new Bytes(held),
                excess.after(held > share.value(), at, config.shareGrace()));
    }
}
