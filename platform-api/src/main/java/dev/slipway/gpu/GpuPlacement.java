package dev.slipway.gpu;

import dev.slipway.holder.Holder;
import dev.slipway.host.HostGpus;
import dev.slipway.runtime.allocation.Allocator;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.allocation.Offer;
import dev.slipway.runtime.allocation.Placement;
import dev.slipway.runtime.compatibility.CudaImage;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUuid;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What there is of GPUs, who has what of them, and on which an image runs. */
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
     * What the driver and the engine report of the GPUs, read before a transaction begins.
     *
     * @param outsiders who uses them from outside
     */
    public record Sight(GpuInventory.Snapshot now, Map<GpuUuid, List<OutsideUse.Outsider>> outsiders) {
        /** The part of the sight that decides whether GPUs can be leased. */
        public Standing standing() {
            return new Standing(
                    now.isStale(),
                    now.host().gpus().stream()
                            .collect(Collectors.toMap(
                                    state -> state.gpu(),
                                    state -> state.isHealthy()
                                            && outsiders
                                                    .getOrDefault(state.gpu().uuid(), List.of())
                                                    .isEmpty())));
        }
    }

    /**
     * How GPUs stand, whoever has them.
     *
     * @param isStale whether their driver does not answer
     * @param gpus which of them are well and used by nobody from outside
     */
    public record Standing(boolean isStale, Map<Gpu, Boolean> gpus) {}

    /** Looks at the GPUs. */
    public Sight look() {
        GpuInventory.Snapshot now = gpus.look();
        return new Sight(
                now,
                now.host().gpus().stream()
                        .collect(Collectors.toMap(state -> state.gpu().uuid(), outside::of)));
    }

    /** Tries a request out: what it would get if the GPUs were as this sight shows them. Leases nothing. */
    public Placement tryOut(GpuRequest request, CudaImage image, Sight sight) {
        Set<GpuUuid> usable = usable(image, sight);
        return offer(sight)
                .<Placement>map(offer -> allocator.place(List.of(offer.only(usable)), request))
                .orElseGet(Placement.Unseen::new);
    }

    /** The GPUs with who has what of them, within the caller's transaction; empty: their driver does not answer. */
    public Optional<Offer> offer(Sight sight) {
        return sight.now().isStale() ? Optional.empty() : Optional.of(offered(sight));
    }

    /** Those of the GPUs on which an image runs. */
    public Set<GpuUuid> usable(CudaImage image, Sight sight) {
        GpuHost host = sight.now().host();
        return host.gpus().stream()
                .map(GpuState::gpu)
                .filter(gpu -> verdicts.of(image, host, gpu).runs())
                .map(Gpu::uuid)
                .collect(Collectors.toSet());
    }

    /** Leases GPUs to a holder. The caller's transaction holds the queue's lock, so that nobody else leases any until it ends. */
    public void take(Holder holder, List<Grant> grants, Sight sight) {
        for (Grant grant : grants) {
            leases.take(
                    holder,
                    grant,
                    sight.now().host().gpu(grant.gpu()).orElseThrow().gpu());
        }
    }

    private Offer offered(Sight sight) {
        Set<GpuUuid> cordoned = cordons.all();
        Map<GpuUuid, List<Grant>> held = leases.grants();
        GpuHost host = sight.now().host();
        return new Offer(
                HERE,
                host.gpus().stream()
                        .map(state -> {
                            GpuUuid uuid = state.gpu().uuid();
                            return card(
                                    state,
                                    cordoned.contains(uuid),
                                    held.getOrDefault(uuid, List.of()),
                                    sight.outsiders().getOrDefault(uuid, List.of()));
                        })
                        .toList(),
                host.topology());
    }

    private static Offer.Card card(GpuState state, boolean cordoned, List<Grant> held, List<OutsideUse.Outsider> seen) {
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
            // The driver does not say on which MIG instance an outsider is. Where some instances are leased, the others
            // stay on offer.
            availability = Offer.Availability.USED_FROM_OUTSIDE;
        }
        return new Offer.Card(state.gpu(), availability, held, outsiders);
    }
}
