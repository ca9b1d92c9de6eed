package dev.slipway.gpu;

import dev.slipway.runtime.allocation.Allocator;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.allocation.Offer;
import dev.slipway.runtime.allocation.Placement;
import dev.slipway.runtime.compatibility.CudaImage;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUuid;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives GPUs to workspaces: reads what there is and who has what, and writes what the allocator decides. */
@ApplicationScoped
public class GpuPlacement {
    private static final String HERE = "this host";

    private final HostGpus gpus;
    private final Leases leases;
    private final Cordons cordons;
    private final ImageVerdicts verdicts;
    private final Allocator allocator = new Allocator();

    GpuPlacement(HostGpus gpus, Leases leases, Cordons cordons, ImageVerdicts verdicts) {
        this.gpus = gpus;
        this.leases = leases;
        this.cordons = cordons;
        this.verdicts = verdicts;
    }

    /** What came of it, were all as it is now; nothing is leased. */
    public Placement tryOut(GpuRequest request, CudaImage image) {
        return decide(gpus.look(), request, image);
    }

    /**
     * Leases GPUs on which the image runs, within the caller's transaction, or tells why not. A holder that has leases
     * already keeps them.
     *
     * @param holder the workspace's id
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Placement place(String holder, GpuRequest request, CudaImage image) {
        GpuInventory.Snapshot now = gpus.look();
        leases.placeAlone();
        List<Grant> held = leases.of(holder).stream().map(Leases.Lease::grant).toList();
        if (!held.isEmpty()) {
            return new Placement.Placed(HERE, held);
        }
        Placement placement = decide(now, request, image);
        if (placement instanceof Placement.Placed placed) {
            for (Grant grant : placed.grants()) {
                leases.take(
                        holder, grant, now.host().gpu(grant.gpu()).orElseThrow().gpu());
            }
        }
        return placement;
    }

    private Placement decide(GpuInventory.Snapshot now, GpuRequest request, CudaImage image) {
        if (now.isStale()) {
            return new Placement.Waiting(
                    "The GPUs' driver has not answered for " + now.age().toSeconds() + " s");
        }
        return allocator.place(List.of(offer(now.host(), image)), request);
    }

    /** GPUs on which the image would not run are none for it. */
    private Offer offer(GpuHost host, CudaImage image) {
        Set<GpuUuid> cordoned = cordons.all();
        Map<GpuUuid, List<Leases.Lease>> held = leases.byGpu();
        return new Offer(
                HERE,
                host.gpus().stream()
                        .filter(state -> verdicts.of(image, host, state.gpu()).runs())
                        .map(state -> card(
                                state, cordoned, held.getOrDefault(state.gpu().uuid(), List.of())))
                        .toList(),
                host.topology());
    }

    private static Offer.Card card(GpuState state, Set<GpuUuid> cordoned, List<Leases.Lease> held) {
        Offer.Availability availability = Offer.Availability.AVAILABLE;
        if (!state.isHealthy()) {
            availability = Offer.Availability.UNHEALTHY;
        } else if (cordoned.contains(state.gpu().uuid())) {
            availability = Offer.Availability.CORDONED;
        } else if (held.isEmpty()
                && state.use().processes().map(p -> !p.isEmpty()).orElse(false)) {
            // Nobody here has it, and something computes on it.
            availability = Offer.Availability.USED_FROM_OUTSIDE;
        }
        return new Offer.Card(
                state.gpu(),
                availability,
                held.stream().map(Leases.Lease::grant).toList());
    }
}
