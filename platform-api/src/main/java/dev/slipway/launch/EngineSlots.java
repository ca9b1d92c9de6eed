package dev.slipway.launch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * How many containers are made and removed at once: so many for all owners together, and half of them for one, so that
 * nobody waits for another's hundred. Who waits comes in turn.
 */
@ApplicationScoped
class EngineSlots {
    /** Owners are many and not known beforehand; two who meet in one share wait for each other now and then. */
    private static final int SHARES = 64;

    private final Semaphore all;
    private final Semaphore[] shares;

    @Inject
    EngineSlots(LaunchConfig config) {
        this(config.parallelism());
    }

    EngineSlots(int most) {
        this.all = new Semaphore(most, true);
        int half = Math.max(1, most / 2);
        this.shares =
                Stream.generate(() -> new Semaphore(half, true)).limit(SHARES).toArray(Semaphore[]::new);
    }

    /** A turn at the engine, until it is closed. */
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for a turn. */
    Slot take(String ownerId) throws InterruptedException {
        Semaphore share = shares[Math.floorMod(ownerId.hashCode(), SHARES)];
        share.acquire();
        try {
            all.acquire();
        } catch (InterruptedException e) {
            share.release();
            throw e;
        }
        return () -> {
            all.release();
            share.release();
        };
    }
}
