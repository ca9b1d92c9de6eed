package dev.slipway.queue;

import dev.slipway.capacity.Capacity;
import dev.slipway.holder.Holder;
import dev.slipway.runtime.allocation.Allocator;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.allocation.Offer;
import dev.slipway.runtime.allocation.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One walk through those who wait, in the order of admission: a pure function of who waits and what there is.
 *
 * <p>Whoever fits is served, and a smaller one may pass a larger one that does not fit. So that none is passed for ever, the first
 * that does not fit is the head: once it has waited for as long as patience says, all that is free of what it needs is kept for it,
 * and others get only what it cannot use or does not need. One that would not fit if all that is well and not held back were free
 * keeps nothing from others, and is passed over.
 */
final class Pass {
    private final Allocator allocator = new Allocator();
    private final Map<Need, Outcome.Waits> unmet = new HashMap<>();
    private final Supply supply;
    private final Instant now;
    private final Duration patience;
    private Capacity free;
    private Capacity kept = new Capacity(0, 0);
    private Optional<Offer> gpus;
    private boolean hasHead;

    private Pass(Supply supply, Instant now, Duration patience) {
        this.supply = supply;
        this.now = now;
        this.patience = patience;
        this.free = supply.free();
        this.gpus = supply.gpus();
    }

    /**
     * What comes of each.
     *
     * @param waiters in the order of admission
     * @param patience how long one is passed by others before what it needs is kept for it
     */
    static Map<Holder, Outcome> over(List<Waiter> waiters, Supply supply, Instant now, Duration patience) {
        Pass pass = new Pass(supply, now, patience);
        Map<Holder, Outcome> outcomes = new LinkedHashMap<>();
        waiters.forEach(waiter -> outcomes.put(waiter.holder(), pass.serve(waiter)));
        return outcomes;
    }

    private Outcome serve(Waiter waiter) {
        // A need that did not fit does not fit later in the walk either, since the supply only shrinks.
        Outcome.Waits known = unmet.get(waiter.need());
        if (known != null) {
            return known;
        }
        Outcome outcome = place(waiter.need());
        if (outcome instanceof Outcome.Waits waits) {
            unmet.put(waiter.need(), waits);
            if (!hasHead && !waits.isHopeless()) {
                hasHead = true;
                if (!waiter.since().plus(patience).isAfter(now)) {
                    withhold(waiter.need());
                }
            }
        }
        return outcome;
    }

    private Outcome place(Need need) {
        boolean lacksCpus = !free.hasCpusFor(need.capacity());
        boolean lacksMemory = !free.hasMemoryFor(need.capacity());
        Optional<Placement> placement = need.gpus().map(asked -> place(asked, gpus));
        boolean hasGpus = placement.map(Placement.Placed.class::isInstance).orElse(true);
        if (lacksCpus || lacksMemory || !hasGpus) {
            return new Outcome.Waits(
                    placement.filter(waits -> !hasGpus),
                    lacksCpus,
                    lacksMemory,
                    free.with(kept).covers(need.capacity()) && (lacksCpus || lacksMemory),
                    !couldFit(need));
        }
        List<Grant> grants =
                placement.map(placed -> ((Placement.Placed) placed).grants()).orElse(List.of());
        free = free.without(need.capacity());
        grants.forEach(grant -> change(grant, card -> card.withGrant(grant)));
        return new Outcome.Served(grants);
    }

    private Placement place(Need.Gpus asked, Optional<Offer> offer) {
        return offer.<Placement>map(there -> allocator.place(List.of(there.only(asked.usable())), asked.request()))
                .orElseGet(Placement.Unseen::new);
    }

    /** Whether it would fit if nobody had anything. */
    private boolean couldFit(Need need) {
        return supply.all().covers(need.capacity())
                && need.gpus()
                        .map(asked -> place(asked, supply.gpus().map(offer -> offer.map(Offer.Card::ifUnused)))
                                instanceof Placement.Placed)
                        .orElse(true);
    }

    private void withhold(Need need) {
        kept = need.capacity().atMost(free);
        free = free.without(kept);
        need.gpus()
                .flatMap(asked -> gpus.map(there -> allocator.keep(there.only(asked.usable()), asked.request())))
                .orElse(List.of())
                .forEach(grant -> change(grant, card -> card.withWithheld(grant)));
    }

    private void change(Grant grant, UnaryOperator<Offer.Card> change) {
        gpus = gpus.map(offer -> offer.map(card -> card.gpu().uuid().equals(grant.gpu()) ? change.apply(card) : card));
    }
}
