package dev.slipway.runtime.allocation;

import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.Topology;
import java.util.List;

/**
 * A host's GPUs, with who has what of them.
 *
 * @param host its name
 * @param gpus by index
 * @param topology how close they are
 */
public record Offer(String host, List<Card> gpus, Topology topology) {
    public Offer {
        gpus = List.copyOf(gpus);
    }

    /**
     * One GPU on offer.
     *
     * @param gpu what it is
     * @param availability whether anything of it may be handed out now
     * @param grants what others have of it
     * @param outsiders who uses it from outside Slipway, in words, each once
     */
    public record Card(Gpu gpu, Availability availability, List<Grant> grants, List<String> outsiders) {
        public Card {
            grants = List.copyOf(grants);
            outsiders = List.copyOf(outsiders);
        }

        /** One that nobody uses from outside. */
        public Card(Gpu gpu, Availability availability, List<Grant> grants) {
            this(gpu, availability, grants, List.of());
        }

        Card withoutGrants() {
            return new Card(gpu, availability, List.of(), outsiders);
        }

        boolean isFree() {
            return availability == Availability.AVAILABLE && grants.isEmpty();
        }

        boolean isHeldWhole() {
            return grants.stream().anyMatch(Grant.Whole.class::isInstance);
        }

        boolean holds(GpuUuid mig) {
            return grants.stream()
                    .anyMatch(grant ->
                            grant instanceof Grant.Instance held && held.mig().equals(mig));
        }

        /** Memory that no share has yet, in bytes; none where one has it all. */
        long shareable() {
            if (isHeldWhole() || gpu.migEnabled()) {
                return 0;
            }
            return gpu.memory().value()
                    - grants.stream()
                            .mapToLong(grant -> grant instanceof Grant.Share share
                                    ? share.memory().value()
                                    : 0)
                            .sum();
        }
    }

    /** Whether a GPU may be handed out. */
    public enum Availability {
        AVAILABLE,
        /** An administrator holds it back. */
        CORDONED,
        /** It is ill or gone. */
        UNHEALTHY,
        /** A process that Slipway did not start computes on it. */
        USED_FROM_OUTSIDE
    }
}
