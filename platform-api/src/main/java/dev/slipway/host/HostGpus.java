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
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The GPUs of this host, looked at when someone asks, at most twice a second unless something happened to them. */
@Startup
@ApplicationScoped
public class HostGpus {
    private static final Duration KEPT = Duration.ofMillis(500);

    private final AtomicBoolean eventSeen = new AtomicBoolean();
    private final GpuInventory inventory;
    private GpuInventory.Snapshot last;
    private long lastAt;

    HostGpus(HostGpuConfig config, Event<GpuEvent> events) {
        this.inventory = NvmlInventory.open(config.library(), config.deadline(), event -> {
            eventSeen.set(true);
            events.fire(event);
        });
        this.last = inventory.look();
        this.lastAt = System.nanoTime();
    }

    /** What is there now, or a moment ago. */
    public synchronized GpuInventory.Snapshot look() {
        Database.requireOutside("the GPUs' driver");
        if (eventSeen.getAndSet(false) || System.nanoTime() - lastAt > KEPT.toNanos()) {
            last = inventory.look();
            lastAt = System.nanoTime();
        }
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
