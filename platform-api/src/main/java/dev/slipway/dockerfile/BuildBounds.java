package dev.slipway.dockerfile;

import dev.slipway.operation.OperationFailedException;
import dev.slipway.runtime.host.DiskSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that made it when its build takes too long, or leaves too little of the engine's disk, whoever
 * fills it.
 */
public final class BuildBounds implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Thread builder = Thread.currentThread();
    private final Thread watch;
    private final Duration timeout;
    private final long reserve;
    private final Optional<Path> storage;
    private final long began = System.nanoTime();
    private volatile @Nullable OperationFailedException broken;
    private volatile boolean isOver;

    /**
     * Watches from now on.
     *
     * @param storage the engine's disk, where it is this host's
     * @param timeout how long it may take
     * @param reserve bytes that stay free on the disk
     */
    public BuildBounds(Optional<Path> storage, Duration timeout, long reserve) {
        this.storage = storage;
        this.timeout = timeout;
        this.reserve = reserve;
        this.watch = Thread.ofVirtual().name("build-bounds").start(this::watch);
    }

    private void watch() {
        while (!isOver) {
            Optional<OperationFailedException> fault = look();
            if (fault.isPresent()) {
                broken = fault.get();
                builder.interrupt();
                return;
            }
            try {
                Thread.sleep(BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Optional<OperationFailedException> look() {
        if (System.nanoTime() - began > timeout.toNanos()) {
            return Optional.of(new OperationFailedException(
                    "timeout", "The build took longer than the " + timeout + " that it may", null));
        }
        // A disk that does not tell is watched by the engine alone.
        return storage.flatMap(DiskSpace::of)
                .filter(space -> space.free().value() < reserve)
                .map(space -> new OperationFailedException(
                        "no-space", "Less than " + (reserve >> 20) + " MiB were left on the engine's disk", null));
    }

    /** Why it interrupted; the interruption is over then. */
    public Optional<OperationFailedException> broken() {
        OperationFailedException fault = broken;
        if (fault != null) {
            Thread.interrupted();
        }
        return Optional.ofNullable(fault);
    }

    /** From here on it interrupts no more; an interruption that came too late is taken back. */
    @Override
    public void close() {
        isOver = true;
        watch.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            watch.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted && broken == null) {
            builder.interrupt();
        }
    }
}
