package dev.slipway.runtime.docker.api;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Statistics;
import dev.slipway.runtime.container.ResourceUse;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.quantity.Bytes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One reading of what a container uses. */
public final class StatsCall {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private StatsCall() {}

    public static Statistics run(DockerConnection connection, String container) {
        var reading = new First();
        try {
            connection.streamClient().statsCmd(container).withNoStream(true).exec(reading);
            if (!reading.awaitCompletion(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new EngineException.Unavailable(
                        "the engine did not tell a container's use within " + DEADLINE, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException.Unavailable("interrupted while a container's use was read", e);
        } catch (RuntimeException e) {
            throw EngineFaults.of(e);
        }
        return DockerConnection.required(reading.value, "statistics");
    }

    /** Memory as {@code docker stats} counts it: without the inactive page cache. */
    public static ResourceUse read(Statistics statistics) {
        var memory = statistics.getMemoryStats();
        long used = memory == null ? 0 : or0(memory.getUsage());
        long cache = memory == null || memory.getStats() == null
                ? 0
                : or0(memory.getStats().getInactiveFile());
        long limit = memory == null ? 0 : or0(memory.getLimit());
        var cpu = statistics.getCpuStats();
        long nanos = cpu == null || cpu.getCpuUsage() == null
                ? 0
                : or0(cpu.getCpuUsage().getTotalUsage());
        var pids = statistics.getPidsStats();
        return new ResourceUse(
                Duration.ofNanos(nanos),
                new Bytes(Math.max(0, used - cache)),
                new Bytes(limit),
                pids == null ? 0 : or0(pids.getCurrent()));
    }

    private static long or0(@Nullable Long value) {
        return Objects.requireNonNullElse(value, 0L);
    }

    private static final class First extends ResultCallback.Adapter<Statistics> {
        private volatile @Nullable Statistics value;

        @Override
        public void onNext(Statistics next) {
            value = next;
        }
    }
}
