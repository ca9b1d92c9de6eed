package dev.slipway.queue;

import dev.slipway.capacity.Capacity;
import dev.slipway.capacity.CapacityLeases;
import dev.slipway.holder.Holder;
import dev.slipway.holder.Holders;
import dev.slipway.identity.Party;
import dev.slipway.watch.ChangeSignal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Admits what is done by the thread that asks for it, a build or a trial, which waits in the queue like everyone. */
@ApplicationScoped
public class Work {
    /** What one waits for, to be told. */
    public static final String WAITS_FOR = "processors or memory that others have";

    /** How long an admission waits before it calls {@code waits}: whoever comes while there is room is served sooner. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    /**
     * A waiting thread's part in a look at the queue: nothing to do, since the thread checks by itself whether it has what it waits for.
     */
    static final Waiting WAITS = new Waiting() {
        @Override
        public Optional<GpuWish> gpus() {
            return Optional.empty();
        }

        @Override
        public boolean serve() {
            return true;
        }

        @Override
        public void tell(Outcome.Waits why) {}
    };

    private final Holders holders;
    private final Queue queue;
    private final CapacityLeases capacities;
    private final ChangeSignal signal;

    Work(Holders holders, Queue queue, CapacityLeases capacities, ChangeSignal signal) {
        this.holders = holders;
        this.queue = queue;
        this.capacities = capacities;
        this.signal = signal;
    }

    /**
     * Admits a holder, and returns when it has processors and memory. Its end releases them.
     *
     * @param wanted what it may use; of a host that has not so much to give, all
     * @param waits is called once if it has to wait
     * @return what it has
     */
    public Capacity admit(Holder holder, Party owner, Capacity wanted, Runnable waits) throws InterruptedException {
        Capacity asked = wanted.atMost(capacities.all());
        holders.admit(holder, owner, Set.of());
        long seen = signal.seen(holder.id());
        queue.join(holder, asked, true);
        boolean isTold = false;
        while (true) {
            signal.await(holder.id(), seen, isTold ? signal.patience() : FIRST_WAIT);
            seen = signal.seen(holder.id());
            if (capacities.has(holder)) {
                return asked;
            }
            if (!isTold) {
                waits.run();
                isTold = true;
            }
        }
    }
}
