package dev.slipway.container;

import dev.slipway.database.Claim;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work that goes on beside that of the thread which began it, and is waited for where its outcome is needed. Closed, it is
 * interrupted if it goes on yet; work whose interruption would cost something is not closed.
 */
public final class Beside<T> implements AutoCloseable {
    private final FutureTask<T> work;

    private Beside(Callable<T> work) {
        this.work = new FutureTask<>(work);
    }

    /** Begins it. */
    public static <T> Beside<T> begin(String name, Callable<T> work) {
        Optional<Claim> claim = Claim.current(); // what is done beside is done under it too
        Beside<T> beside = new Beside<>(
                claim.<Callable<T>>map(own -> () -> own.within(work::call)).orElse(work));
        Thread.ofVirtual().name(name).start(beside.work);
        return beside;
    }

    /** Waits for its outcome. What it threw is thrown here. */
    public T join() throws InterruptedException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            throw faultOf(e);
        }
    }

    /**
     * Waits for its outcome. What it threw is thrown here.
     *
     * @return empty: there is none within the deadline
     */
    Optional<T> join(Duration deadline) throws InterruptedException {
        try {
            return Optional.of(work.get(deadline.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw faultOf(e);
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }

    private static RuntimeException faultOf(ExecutionException e) {
        return e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
    }

    @Override
    public void close() {
        work.cancel(true);
    }
}
