package dev.slipway.runtime.nvml;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.slipway.runtime.gpu.GpuEvent;
import dev.slipway.runtime.gpu.GpuUuid;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the driver's events in a thread of its own. */
final class NvmlEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NvmlEvents.class);

    // Event types of the NVML API Reference.
    private static final long DOUBLE_BIT_ECC = 2;
    private static final long XID = 8;

    private static final int WAIT_MILLIS = 500;

    /** How long {@link #close} waits for the driver at most. */
    static final Duration LONGEST_WAIT = Duration.ofMillis(4L * WAIT_MILLIS);

    private final NvmlLibrary nvml;
    private final Pointer set;
    private final Map<Long, GpuUuid> names;
    private final Consumer<GpuEvent> listener;
    private final Thread thread = new Thread(this::run, "nvml-events");
    private volatile boolean closed;

    private NvmlEvents(NvmlLibrary nvml, Pointer set, Map<Long, GpuUuid> names, Consumer<GpuEvent> listener) {
        this.nvml = nvml;
        this.set = set;
        this.names = names;
        this.listener = listener;
    }

    /** Starts to wait for events; null: the driver has no events. */
    static @Nullable NvmlEvents start(NvmlLibrary nvml, Map<GpuUuid, Device> devices, Consumer<GpuEvent> listener)
            throws NvmlException {
        Memory buffer = new Memory(8);
        if (!nvml.supports("nvmlEventSetCreate", buffer)) {
            return null;
        }
        Pointer set = buffer.getPointer(0);
        Map<Long, GpuUuid> names = new HashMap<>();
        for (Map.Entry<GpuUuid, Device> entry : devices.entrySet()) {
            if (entry.getValue().register(XID | DOUBLE_BIT_ECC, set)) {
                names.put(entry.getValue().address(), entry.getKey());
            } else {
                LOG.info("GPU tells of no events uuid={}", entry.getKey());
            }
        }
        NvmlEvents events = new NvmlEvents(nvml, set, names, listener);
        events.thread.setDaemon(true);
        events.thread.start();
        return events;
    }

    /** nvmlEventData_t: device at 0, type at 8, data at 16. */
    private void run() {
        Memory data = new Memory(32);
        String wait = nvml.has("nvmlEventSetWait_v2") ? "nvmlEventSetWait_v2" : "nvmlEventSetWait";
        while (!closed) {
            int result = nvml.call(wait, set, data, WAIT_MILLIS);
            if (result == NvmlLibrary.SUCCESS) {
                try {
                    tell(Pointer.nativeValue(data.getPointer(0)), data.getLong(8), data.getLong(16));
                } catch (RuntimeException | Error e) {
                    // The thread goes on, and the listener is told of later events.
                    LOG.error("who listens to GPU events failed", e);
                }
            } else if (result != NvmlLibrary.TIMEOUT) {
                LOG.warn("waiting for GPU events failed cause={}", nvml.messageOf(result));
                pause();
            }
        }
        nvml.call("nvmlEventSetFree", set);
    }

    private void tell(long device, long type, long data) {
        GpuUuid uuid = names.get(device);
        if (uuid == null) {
            return;
        }
        if (type == XID) {
            listener.accept(new GpuEvent.Xid(uuid, data));
        } else if (type == DOUBLE_BIT_ECC) {
            listener.accept(new GpuEvent.UncorrectedEcc(uuid));
        }
    }

    /** Waits a moment after a failed wait for events: a lost GPU makes every such wait fail at once. */
    private static void pause() {
        try {
            Thread.sleep(WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the thread before the library is closed. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(LONGEST_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
