package dev.slipway.host;

import dev.slipway.database.Database;
import dev.slipway.runtime.gpu.GpuEvent;
import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.nvml.NvmlInventory;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The GPUs of this host. The driver is asked when a caller asks, at most twice a second unless it reported an event. A caller
 * that decides something by the result calls {@link #look}; a caller that only shows it calls {@link #lately}, which does not
 * wait long for a slow driver.
 */
@Startup
@ApplicationScoped
public class HostGpus {
    private static final Duration KEPT = Duration.ofMillis(500);

    /** How long {@link #lately} waits for a new look. A healthy driver answers sooner. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final AtomicBoolean eventSeen = new AtomicBoolean();
    private final AtomicReference<CompletableFuture<Void>> looking = new AtomicReference<>();
    private final GpuInventory inventory;
    private final Clock clock;
    private volatile Seen last;

    HostGpus(HostGpuConfig config, Event<GpuEvent> events, Clock clock) {
        this.clock = clock;
        this.inventory = NvmlInventory.open(config.library(), config.deadline(), event -> {
            eventSeen.set(true);
            events.fire(event);
        });
        this.last = seen();
    }

    /**
     * A look.
     *
     * @param at when the driver gave this answer: earlier than the look if the snapshot is stale
     * @param nanos when the look was taken, by {@link System#nanoTime}
     */
    public record Seen(GpuInventory.Snapshot snapshot, Instant at, long nanos) {
        private boolean isOld() {
            return System.nanoTime() - nanos > KEPT.toNanos();
        }
    }

    private Seen seen() {
        GpuInventory.Snapshot snapshot = inventory.look();
        return new Seen(snapshot, clock.instant().minus(snapshot.age()), System.nanoTime());
    }

    /** The GPUs as they are now, or were at most half a second ago. */
    public synchronized GpuInventory.Snapshot look() {
        Database.requireOutside("the GPUs' driver");
        if (eventSeen.getAndSet(false) || last.isOld()) {
            last = seen();
        }
        return last.snapshot();
    }

    /** The last look. If it is old, another thread looks anew, and this waits a tenth of a second for it at most. */
    public Seen lately() {
        Seen known = last;
        if (!eventSeen.get() && !known.isOld()) {
            return known;
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = looking.compareAndExchange(null, mine);
        if (other == null) {
            Thread.ofVirtual().name("look-at-gpus").start(() -> {
                try {
                    look();
                } finally {
                    looking.set(null);
                    mine.complete(null);
                }
            });
        }
        // A caller that waits too long takes the old look. The look itself and its other callers go on.
        (other == null ? mine : other)
                .copy()
                .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return last;
    }

    /** Marks a GPU as ill because of a fault that is stored in the database. */
    synchronized void recall(GpuUuid gpu, GpuHealth.Unhealthy fault) {
        inventory.recall(gpu, fault);
        eventSeen.set(true);
    }

    /** Drops the fault that the driver reported of a GPU. */
    synchronized void forget(GpuUuid gpu) {
        inventory.forget(gpu);
        eventSeen.set(true);
    }

    @PreDestroy
    void close() {
        inventory.close();
    }
}
