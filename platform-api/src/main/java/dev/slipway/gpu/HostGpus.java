package dev.slipway.gpu;

import dev.slipway.database.Database;
import dev.slipway.runtime.gpu.GpuEvent;
import dev.slipway.runtime.gpu.GpuInventory;
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

    HostGpus(GpuConfig config, Event<GpuEvent> events) {
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

    @PreDestroy
    void close() {
        inventory.close();
    }
}
