package dev.slipway.gpu.api;

import dev.slipway.host.HostGpus;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuEvent;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUuid;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * GPUs for Prometheus, by its <a href="https://prometheus.io/docs/practices/naming/">conventions</a>: base units, one
 * series a GPU. What a card does not tell is not a number.
 */
@ApplicationScoped
class GpuMetrics {
    private final HostGpus gpus;
    private final MeterRegistry registry;

    GpuMetrics(HostGpus gpus, MeterRegistry registry) {
        this.gpus = gpus;
        this.registry = registry;
    }

    void register(@Observes StartupEvent event) {
        for (GpuState state : gpus.lately().snapshot().host().gpus()) {
            Gpu gpu = state.gpu();
            gauge(gpu, "slipway.gpu.healthy", "1 where the GPU can be handed out", now -> now.isHealthy() ? 1.0 : 0.0);
            gauge(gpu, "slipway.gpu.memory.bytes", "All of its memory", now ->
                    (double) now.gpu().memory().value());
            gauge(
                    gpu,
                    "slipway.gpu.memory.used.bytes",
                    "Memory in use",
                    now -> now.use()
                            .memoryUsed()
                            .map(bytes -> (double) bytes.value())
                            .orElse(Double.NaN));
            gauge(
                    gpu,
                    "slipway.gpu.utilization.ratio",
                    "Of the last sample period, 0 to 1",
                    now -> number(now.use().utilization()) / 100);
            gauge(
                    gpu,
                    "slipway.gpu.temperature.celsius",
                    "Of its core",
                    now -> number(now.use().temperature()));
            gauge(
                    gpu,
                    "slipway.gpu.power.watts",
                    "What it draws",
                    now -> now.use().powerMilliwatts().isPresent()
                            ? now.use().powerMilliwatts().getAsLong() / 1000.0
                            : Double.NaN);
        }
    }

    void count(@Observes GpuEvent event) {
        if (event instanceof GpuEvent.Xid xid) {
            registry.counter("slipway.gpu.xid.errors", "uuid", xid.uuid().value(), "xid", Long.toString(xid.number()))
                    .increment();
        }
    }

    private void gauge(Gpu gpu, String name, String meaning, Function<GpuState, Double> value) {
        GpuUuid uuid = gpu.uuid();
        Gauge.builder(name, gpus, now -> valueOf(now, uuid, value))
                .description(meaning)
                .tags(Tags.of("uuid", uuid.value(), "index", Integer.toString(gpu.index()), "model", gpu.model()))
                .register(registry);
    }

    private static double number(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : Double.NaN;
    }

    private static double valueOf(HostGpus gpus, GpuUuid uuid, Function<GpuState, Double> value) {
        Optional<GpuState> state = gpus.lately().snapshot().host().gpu(uuid);
        return state.map(value).orElse(Double.NaN);
    }
}
