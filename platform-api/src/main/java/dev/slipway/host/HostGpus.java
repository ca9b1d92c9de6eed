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
 * The GPUs of this host, looked at when someone asks, at most twice a second unless something happened to them. Who decides something
 * by them looks; who only shows them takes the last look with its time, and waits for no driver.
 */
@Startup
@ApplicationScoped
public class HostGpus {
    private static final Duration KEPT = Duration.ofMillis(500);

    /** What the last look is waited for that only shows: a driver that is well answers sooner. */
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
     * @param at when the driver said that, which does not answer just now where it is stale
     * @param nanos when it was asked, by {@link System#nanoTime}
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

    /** What is there now, or a moment ago. */
    public synchronized GpuInventory.Snapshot look() {
        Database.requireOutside("the GPUs' driver");
        if (eventSeen.getAndSet(false) || last.isOld()) {
            last = seen();
        }
        return last.snapshot();
    }

    /** The last look; one that is old is taken anew beside, and waited for a tenth of a second. */
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
        // Who waits too long goes on alone; the others, and the look, do not end with it.
        (other == null ? mine : other)
                .copy()
                .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return last;
    }

    /** Takes a GPU for ill, which was before this process began. */
    synchronized void recall(GpuUuid gpu, GpuHealth.Unhealthy fault) {
        inventory.recall(gpu, fault);
        eventSeen.set(true);
    }

    /** Holds nothing against a GPU any more that its driver reported once. */
    synchronized void forget(GpuUuid gpu) {
        inventory.forget(gpu);
        eventSeen.set(true);
    }

    @PreDestroy
    void close() {
        inventory.close();
    }
}
