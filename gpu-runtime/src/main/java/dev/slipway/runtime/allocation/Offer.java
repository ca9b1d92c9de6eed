package dev.slipway.runtime.allocation;

import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.Topology;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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

    /** The same with some of its GPUs alone. */
    public Offer only(Set<GpuUuid> some) {
        return with(gpus.stream().filter(card -> some.contains(card.gpu().uuid())));
    }

    /** The same with its GPUs as they are seen otherwise. */
    public Offer map(UnaryOperator<Card> other) {
        return with(gpus.stream().map(other));
    }

    private Offer with(Stream<Card> cards) {
        return new Offer(host, cards.toList(), topology);
    }

    /**
     * One GPU on offer.
     *
     * @param gpu what it is
     * @param availability whether anything of it may be handed out now
     * @param grants what others have of it
     * @param outsiders who uses it from outside Slipway, in words, each once
     * @param withheld what nobody has of it and nobody gets: it is kept for one that waits longer
     */
    public record Card(
            Gpu gpu, Availability availability, List<Grant> grants, List<String> outsiders, List<Grant> withheld) {
        public Card {
            grants = List.copyOf(grants);
            outsiders = List.copyOf(outsiders);
            withheld = List.copyOf(withheld);
        }

        /** One of which nothing is withheld. */
        public Card(Gpu gpu, Availability availability, List<Grant> grants, List<String> outsiders) {
            this(gpu, availability, grants, outsiders, List.of());
        }

        /** One that nobody uses from outside. */
        public Card(Gpu gpu, Availability availability, List<Grant> grants) {
            this(gpu, availability, grants, List.of());
        }

        /** The same after someone was given something of it. */
        public Card withGrant(Grant grant) {
            return new Card(gpu, availability, plus(grants, grant), outsiders, withheld);
        }

        /** The same after something of it was withheld. */
        public Card withWithheld(Grant grant) {
            return new Card(gpu, availability, grants, outsiders, plus(withheld, grant));
        }

        /** The same as if nobody had anything of it and nobody used it from outside. */
        public Card ifUnused() {
            Availability unused =
                    availability == Availability.USED_FROM_OUTSIDE ? Availability.AVAILABLE : availability;
            return new Card(gpu, unused, List.of());
        }

        private static List<Grant> plus(List<Grant> grants, Grant grant) {
            return Stream.concat(grants.stream(), Stream.of(grant)).toList();
        }

        boolean isFree() {
            return availability == Availability.AVAILABLE && given().findAny().isEmpty();
        }

        boolean isHeldWhole() {
            return given().anyMatch(Grant.Whole.class::isInstance);
        }

        boolean holds(GpuUuid mig) {
            return given().anyMatch(grant ->
                    grant instanceof Grant.Instance held && held.mig().equals(mig));
        }

        /** What cannot be had of it any more. */
        private Stream<Grant> given() {
            return Stream.concat(grants.stream(), withheld.stream());
        }

        /** Memory that no share has yet, in bytes; none where one has it all. */
        long shareable() {
            if (isHeldWhole() || gpu.migEnabled()) {
                return 0;
            }
            return gpu.memory().value()
                    - given().mapToLong(grant -> grant instanceof Grant.Share share
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
