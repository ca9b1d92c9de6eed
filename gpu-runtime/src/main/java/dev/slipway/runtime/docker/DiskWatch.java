package dev.slipway.runtime.docker;

import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.quantity.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks twice a second at what a build has written, and ends it when that is more than it may. */
final class DiskWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Bytes most;
    private final LongSupplier written;
    private final Runnable end;
    private final Thread thread;
    private volatile boolean isOver;
    private volatile @Nullable String broken;

    /**
     * Watches from now on.
     *
     * @param written tells the bytes so far
     * @param end ends the build
     */
    DiskWatch(Bytes most, LongSupplier written, Runnable end) {
        this.most = most;
        this.written = written;
        this.end = end;
        this.thread = Thread.ofVirtual().name("build-disk").start(this::watch);
    }

    private void watch() {
        while (!isOver) {
            try {
                Thread.sleep(BETWEEN_LOOKS);
                long bytes = written.getAsLong();
                if (bytes > most.value()) {
                    broken = "The build wrote " + new Bytes(bytes) + ", more than the " + most + " that it may";
                    end.run();
                    return;
                }
            } catch (InterruptedException e) {
                return;
            } catch (EngineException e) {
                LOG.debug("what a build wrote is not known", e);
            }
        }
    }

    /** Why it ended the build, if it did. */
    Optional<String> broken() {
        return Optional.ofNullable(broken);
    }

    @Override
    public void close() {
        isOver = true;
        thread.interrupt();
    }
}
