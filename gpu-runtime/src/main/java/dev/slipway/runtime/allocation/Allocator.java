package dev.slipway.runtime.allocation;

import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.MigInstance;
import dev.slipway.runtime.quantity.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Places a request: on the smallest GPUs that will do, then where the least is left over, then where they are closest to
 * each other, then the first in order. The same input gives the same answer.
 */
public final class Allocator {
    /** How many of the outside users of a GPU a message names. */
    private static final int MOST_NAMED = 2;

    public Placement place(List<Offer> offers, GpuRequest request) {
        Map<String, Boolean> models = new HashMap<>();
        Optional<Choice> best = Optional.empty();
        for (Offer offer : offers) {
            List<Piece> pieces = pieces(offer, request, models, false);
            if (pieces.size() >= request.count()) {
                Choice choice = Selection.best(offer, pieces, request.count());
                if (best.isEmpty() || choice.isBetterThan(best.get())) {
                    best = Optional.of(choice);
                }
            }
        }
        if (best.isPresent()) {
            return new Placement.Placed(
                    best.get().host(),
                    best.get().pieces().stream().map(Piece::grant).toList());
        }
        boolean couldEver = offers.stream()
                .anyMatch(offer -> pieces(offer, request, models, true).size() >= request.count());
        return couldEver
                ? new Placement.Waiting(request, taken(offers, request, models))
                : new Placement.Impossible("No host here has " + request.words() + "; here is " + inventory(offers));
    }

    /**
     * What is to be kept for a request that does not fit yet: the free memory or instances of GPUs that would serve it, as many GPUs as
     * it asks for, and no more of each than it asks for. GPUs that lack the least come first.
     *
     * @return grants that nobody has; fewer than the request asks for where some GPUs have nothing free
     */
    public List<Grant> keep(Offer offer, GpuRequest request) {
        List<Offer.Card> wouldDo = offer.gpus().stream()
                .filter(card -> card.availability() == Offer.Availability.AVAILABLE)
                .filter(card -> request.matches(card.gpu().model()))
                .toList();
        return switch (request.sharing()) {
            case Sharing.Exclusive exclusive ->
                kept(
                                wouldDo.stream().filter(card -> !card.gpu().migEnabled()),
                                request,
                                card -> card.gpu().memory())
                        .<Grant>map(card -> card.isFree()
                                ? new Grant.Whole(card.gpu().uuid())
                                : new Grant.Share(card.gpu().uuid(), new Bytes(card.shareable())))
                        .toList();
            case Sharing.Shared shared ->
                kept(wouldDo.stream(), request, card -> shared.memory())
                        .<Grant>map(card -> new Grant.Share(
                                card.gpu().uuid(),
                                new Bytes(Math.min(
                                        card.shareable(), shared.memory().value()))))
                        .toList();
            case Sharing.Mig mig -> {
                List<Piece> instances = new ArrayList<>();
                wouldDo.forEach(card -> addInstances(card, request, mig, false, instances));
                yield instances.stream()
                        .limit(request.count())
                        .map(Piece::grant)
                        .toList();
            }
        };
    }

    /** The GPUs to keep something of, as many as are asked for: each has some memory free now, and would have enough if nobody used it. */
    private static Stream<Offer.Card> kept(
            Stream<Offer.Card> cards, GpuRequest request, Function<Offer.Card, Bytes> ofEach) {
        return cards.filter(card -> isEnough(request, card.gpu().memory().value()))
                .filter(card ->
                        card.ifUnused().shareable() >= ofEach.apply(card).value())
                .filter(card -> card.shareable() > 0)
                .sorted(Comparator.comparingLong((Offer.Card card) ->
                                Math.max(0, ofEach.apply(card).value() - card.shareable()))
                        .thenComparing(card -> card.gpu().memory()))
                .limit(request.count());
    }

    /**
     * What of a host's GPUs would serve as one of those asked for, at most one piece of each GPU but for MIG instances.
     *
     * @param ever true: looks at all GPUs as if nobody had anything and all were healthy
     */
    private static List<Piece> pieces(Offer offer, GpuRequest request, Map<String, Boolean> models, boolean ever) {
        List<Piece> pieces = new ArrayList<>();
        for (Offer.Card card : offer.gpus()) {
            boolean available = ever || card.availability() == Offer.Availability.AVAILABLE;
            if (!available || !models.computeIfAbsent(card.gpu().model(), request::matches)) {
                continue;
            }
            switch (request.sharing()) {
                case Sharing.Exclusive exclusive -> {
                    if (!card.gpu().migEnabled()
                            && (ever || card.isFree())
                            && isEnough(request, card.gpu().memory().value())) {
                        pieces.add(Piece.whole(card.gpu()));
                    }
                }
                case Sharing.Shared shared -> {
                    long memory = ever ? card.ifUnused().shareable() : card.shareable();
                    if (memory >= shared.memory().value()
                            && isEnough(request, card.gpu().memory().value())) {
                        pieces.add(Piece.share(card, shared.memory(), memory));
                    }
                }
                case Sharing.Mig mig -> addInstances(card, request, mig, ever, pieces);
            }
        }
        return pieces;
    }

    private static void addInstances(
            Offer.Card card, GpuRequest request, Sharing.Mig mig, boolean ever, List<Piece> pieces) {
        List<MigInstance> free = card.gpu().migInstances().stream()
                .filter(instance -> ever || !card.holds(instance.uuid()))
                .toList();
        for (MigInstance instance : free) {
            if (instance.profile().equals(mig.profile())
                    && isEnough(request, instance.memory().value())) {
                pieces.add(Piece.instance(card.gpu(), instance, free.size()));
            }
        }
    }

    private static boolean isEnough(GpuRequest request, long memory) {
        return request.memoryMin().map(least -> memory >= least.value()).orElse(true);
    }

    /** Counts the GPUs that cannot be had, grouped by what became of them, in the order in which they are found. */
    private static List<Placement.Taken> taken(List<Offer> offers, GpuRequest request, Map<String, Boolean> models) {
        Map<Placement.Taken, Integer> counts = new LinkedHashMap<>();
        for (Offer offer : offers) {
            for (Offer.Card card : offer.gpus()) {
                if (models.computeIfAbsent(card.gpu().model(), request::matches)) {
                    counts.merge(one(card), 1, Integer::sum);
                }
            }
        }
        return counts.entrySet().stream()
                .map(entry -> new Placement.Taken(
                        entry.getValue(), entry.getKey().how(), entry.getKey().by()))
                .toList();
    }

    private static Placement.Taken one(Offer.Card card) {
        return switch (card.availability()) {
            case CORDONED -> new Placement.Taken(1, Placement.How.CORDONED, List.of());
            case UNHEALTHY -> new Placement.Taken(1, Placement.How.UNHEALTHY, List.of());
            case USED_FROM_OUTSIDE -> new Placement.Taken(1, Placement.How.USED_FROM_OUTSIDE, named(card.outsiders()));
            case AVAILABLE -> new Placement.Taken(1, how(card), List.of());
        };
    }

    private static Placement.How how(Offer.Card card) {
        if (!card.grants().isEmpty()) {
            return Placement.How.LEASED;
        }
        return card.withheld().isEmpty() ? Placement.How.FREE : Placement.How.WITHHELD;
    }

    private static List<String> named(List<String> outsiders) {
        return outsiders.size() <= MOST_NAMED
                ? outsiders
                : Stream.concat(outsiders.stream().limit(MOST_NAMED), Stream.of("others"))
                        .toList();
    }

    private static String inventory(List<Offer> offers) {
        Map<String, Long> counts = offers.stream()
                .flatMap(offer -> offer.gpus().stream())
                .collect(
                        Collectors.groupingBy(card -> describe(card.gpu()), LinkedHashMap::new, Collectors.counting()));
        return counts.isEmpty()
                ? "no GPU at all"
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " × " + entry.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String describe(Gpu gpu) {
        String profiles = gpu.migInstances().stream()
                .map(MigInstance::profile)
                .sorted(Comparator.naturalOrder())
                .collect(Collectors.joining(" "));
        return gpu.model() + " (" + (gpu.migEnabled() ? "MIG: " + profiles : gpu.memory()) + ")";
    }
}
