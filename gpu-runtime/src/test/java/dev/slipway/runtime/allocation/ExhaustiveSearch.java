package dev.slipway.runtime.allocation;

import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.MigInstance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rules of a good placement said a second time, by trying every set: what the allocator is compared with. */
final class ExhaustiveSearch {
    private ExhaustiveSearch() {}

    /** The best score there is; empty: nothing serves. */
    static Optional<long[]> best(Offer offer, GpuRequest request) {
        List<Grant> candidates = candidates(offer, request);
        Optional<long[]> best = Optional.empty();
        for (int set = 0; set < 1 << candidates.size(); set++) {
            if (Integer.bitCount(set) == request.count()) {
                List<Grant> chosen = new ArrayList<>();
                for (int i = 0; i < candidates.size(); i++) {
                    if ((set & 1 << i) != 0) {
                        chosen.add(candidates.get(i));
                    }
                }
                long[] score = score(offer, request, chosen);
                if (best.isEmpty() || Arrays.compare(score, best.get()) < 0) {
                    best = Optional.of(score);
                }
            }
        }
        return best;
    }

    private static List<Grant> candidates(Offer offer, GpuRequest request) {
        List<Grant> candidates = new ArrayList<>();
        for (Offer.Card card : offer.gpus()) {
            Gpu gpu = card.gpu();
            boolean named = request.model()
                    .map(word -> gpu.model()
                            .toLowerCase(Locale.ROOT)
                            .matches(".*\\b" + word.toLowerCase(Locale.ROOT) + "\\b.*"))
                    .orElse(true);
            if (!named || card.availability() != Offer.Availability.AVAILABLE) {
                continue;
            }
            long least = request.memoryMin().map(bytes -> bytes.value()).orElse(0L);
            switch (request.sharing()) {
                case Sharing.Exclusive exclusive -> {
                    if (!gpu.migEnabled()
                            && card.grants().isEmpty()
                            && gpu.memory().value() >= least) {
                        candidates.add(new Grant.Whole(gpu.uuid()));
                    }
                }
                case Sharing.Shared shared -> {
                    if (!gpu.migEnabled()
                            && gpu.memory().value() >= least
                            && free(card) >= shared.memory().value()) {
                        candidates.add(new Grant.Share(gpu.uuid(), shared.memory()));
                    }
                }
                case Sharing.Mig mig -> {
                    for (MigInstance instance : gpu.migInstances()) {
                        Grant grant = new Grant.Instance(gpu.uuid(), instance.uuid());
                        if (instance.profile().equals(mig.profile())
                                && instance.memory().value() >= least
                                && !card.grants().contains(grant)) {
                            candidates.add(grant);
                        }
                    }
                }
            }
        }
        return candidates;
    }

    private static long free(Offer.Card card) {
        long free = card.gpu().memory().value();
        for (Grant grant : card.grants()) {
            free = grant instanceof Grant.Share share ? free - share.memory().value() : -1;
        }
        return free;
    }

    /** Size, what is left over beside it, distance: the smaller, the better, in this order. */
    static long[] score(Offer offer, GpuRequest request, List<Grant> grants) {
        long size = 0;
        long leftOver = 0;
        long distance = 0;
        for (int i = 0; i < grants.size(); i++) {
            Grant grant = grants.get(i);
            Offer.Card card = offer.gpus().stream()
                    .filter(c -> c.gpu().uuid().equals(grant.gpu()))
                    .findFirst()
                    .orElseThrow();
            switch (grant) {
                case Grant.Whole whole -> size += card.gpu().memory().value();
                case Grant.Share share -> {
                    size += card.grants().isEmpty() ? card.gpu().memory().value() : 0;
                    leftOver += free(card) - share.memory().value();
                }
                case Grant.Instance instance -> {
                    size += card.gpu().migInstances().stream()
                            .filter(m -> m.uuid().equals(instance.mig()))
                            .findFirst()
                            .orElseThrow()
                            .memory()
                            .value();
                    leftOver += card.gpu().migInstances().size() - card.grants().size() - 1;
                }
            }
            for (int j = 0; j < i; j++) {
                if (!grants.get(j).gpu().equals(grant.gpu())) {
                    distance += offer.topology()
                            .between(grants.get(j).gpu(), grant.gpu())
                            .steps();
                }
            }
        }
        return new long[] {size, leftOver, distance};
    }
}
