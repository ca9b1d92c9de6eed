package dev.slipway.gpu;

import dev.slipway.host.HostGpus;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives GPUs to workspaces: reads what there is and who has what, and writes what the allocator decides. */
@ApplicationScoped
public class GpuPlacement {
    private static final String HERE = "this host";

    private final HostGpus gpus;
    private final Leases leases;
    private final Cordons cordons;
    private final ImageVerdicts verdicts;
    private final OutsideUse outside;
    private final Allocator allocator = new Allocator();

    GpuPlacement(HostGpus gpus, Leases leases, Cordons cordons, ImageVerdicts verdicts, OutsideUse outside) {
        this.gpus = gpus;
        this.leases = leases;
        this.cordons = cordons;
        this.verdicts = verdicts;
        this.outside = outside;
    }

    /**
     * What driver and engine say of the GPUs, asked before a transaction begins.
     *
     * @param outsiders who uses them from outside
     */
    public record Sight(GpuInventory.Snapshot now, Map<GpuUuid, List<OutsideUse.Outsider>> outsiders) {}

    /** Looks at the GPUs. */
    public Sight look() {
        GpuInventory.Snapshot now = gpus.look();
        return new Sight(
                now,
                now.host().gpus().stream()
                        .collect(Collectors.toMap(state -> state.gpu().uuid(), outside::of)));
    }

    /** What came of it, were all as it is seen; nothing is leased. */
    public Placement tryOut(GpuRequest request, CudaImage image, Sight sight) {
        return decide(sight, request, image);
    }

    /**
     * Leases GPUs on which the image runs, within the caller's transaction, or tells why not. A holder that has leases
     * already keeps them.
     *
     * @param holder the workspace's id
     */
    public Placement place(String holder, GpuRequest request, CudaImage image, Sight sight) {
        leases.placeAlone();
        List<Grant> held = leases.of(holder).stream().map(Leases.Lease::grant).toList();
        if (!held.isEmpty()) {
            return new Placement.Placed(HERE, held);
        }
        Placement placement = decide(sight, request, image);
        if (placement instanceof Placement.Placed placed) {
            for (Grant grant : placed.grants()) {
                leases.take(
                        holder,
                        grant,
                        sight.now().host().gpu(grant.gpu()).orElseThrow().gpu());
            }
        }
        return placement;
    }

    private Placement decide(Sight sight, GpuRequest request, CudaImage image) {
        if (sight.now().isStale()) {
            return new Placement.Unseen();
        }
        return allocator.place(List.of(offer(sight.now().host(), sight.outsiders(), image)), request);
    }

    /** GPUs on which the image would not run are none for it. */
    private Offer offer(GpuHost host, Map<GpuUuid, List<OutsideUse.Outsider>> outsiders, CudaImage image) {
        Set<GpuUuid> cordoned = cordons.all();
        Map<GpuUuid, List<Leases.Lease>> held = leases.byGpu();
        return new Offer(
                HERE,
                host.gpus().stream()
                        .filter(state -> verdicts.of(image, host, state.gpu()).runs())
                        .map(state -> {
                            GpuUuid uuid = state.gpu().uuid();
                            return card(
                                    state,
                                    cordoned.contains(uuid),
                                    held.getOrDefault(uuid, List.of()),
                                    outsiders.getOrDefault(uuid, List.of()));
                        })
                        .toList(),
                host.topology());
    }

    private static Offer.Card card(
            GpuState state, boolean cordoned, List<Leases.Lease> held, List<OutsideUse.Outsider> seen) {
        List<String> outsiders = OutsideUse.beside(held, seen).stream()
                .map(outsider -> outsider.who().words())
                .distinct()
                .sorted()
                .toList();
        Offer.Availability availability = Offer.Availability.AVAILABLE;
        if (!state.isHealthy()) {
            availability = Offer.Availability.UNHEALTHY;
        } else if (cordoned) {
            availability = Offer.Availability.CORDONED;
        } else if (!outsiders.isEmpty() && (held.isEmpty() || !state.gpu().migEnabled())) {
            // Which instance of a GPU they are on is not told here: where some are leased, the rest can be had.
            availability = Offer.Availability.USED_FROM_OUTSIDE;
        }
        return new Offer.Card(
                state.gpu(),
                availability,
                held.stream().map(Leases.Lease::grant).toList(),
                outsiders);
    }
}
