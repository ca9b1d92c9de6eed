package dev.slipway.watch;

import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Emits to one reader as fast as it reads. What comes faster waits in the thread that emits, and is not heaped up; a reader that
 * has taken nothing for a minute is taken for gone.
 *
 * @param <T> what is emitted
 */
public final class Outflow<T> {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final MultiEmitter<? super T> emitter;

    /** Begins for a reader that has not asked for anything yet. */
    public Outflow(MultiEmitter<? super T> emitter) {
        this.emitter = emitter.onRequest(more -> look());
    }

    private synchronized void look() {
        notifyAll();
    }

    /** Wakes what waits, for the reader has gone. */
    public void leave() {
        look();
    }

    /**
     * Emits it, once the reader wants it.
     *
     * @return false: there is no reader any more
     */
    public boolean emit(T item) throws InterruptedException {
        if (!awaitReader()) {
            return false;
        }
        emitter.emit(item);
        return true;
    }

    private synchronized boolean awaitReader() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (emitter.requested() == 0 && !emitter.isCancelled()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                emitter.fail(new IllegalStateException("nothing was read for " + PATIENCE));
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return !emitter.isCancelled();
    }
}
