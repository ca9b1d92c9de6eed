package dev.slipway.runtime.nvml;

import com.sun.jna.Memory;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuErrors;
import dev.slipway.runtime.gpu.GpuEvent;
import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUse;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.Link;
import dev.slipway.runtime.gpu.Topology;
import dev.slipway.runtime.gpu.Xids;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPUs that NVML shows. All calls of the library are made by one thread, since a driver may hold a call up: a look waits for that
 * thread until a deadline, and then returns the state that was seen last. Events come by another thread.
 */
public final class NvmlInventory implements GpuInventory {
    private static final Logger LOG = LoggerFactory.getLogger(NvmlInventory.class);
    private static final int VERSION_TEXT = 80;

    private final NvmlLibrary nvml;
    private final Duration deadline;
    private final Consumer<GpuEvent> listener;
    private final Memory buffer = Device.buffer();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "nvml");
        made.setDaemon(true);
        return made;
    });
    private final Map<GpuUuid, GpuHealth.Unhealthy> reported = new ConcurrentHashMap<>();

    // The fields below are used by that one thread only.
    private final Map<GpuUuid, Gpu> known = new LinkedHashMap<>();
    private final Set<GpuUuid> lost = new HashSet<>();
    private Topology topology = Topology.UNKNOWN;
    private List<GpuUuid> topologyOf = List.of();
    private boolean open;
    private @Nullable NvmlEvents events;

    // The fields below are used by those who look, under this object's lock.
    private @Nullable Future<GpuHost> looking;
    private GpuHost last = GpuHost.NONE;
    private long lastAt = System.nanoTime();

    private NvmlInventory(NvmlLibrary nvml, Duration deadline, Consumer<GpuEvent> listener) {
        this.nvml = nvml;
        this.deadline = deadline;
        this.listener = listener;
    }

    /**
     * Opens the driver's library.
     *
     * @param library the library's name or path; empty: the one that the dynamic linker finds
     * @param deadline how long a look waits for the driver
     * @param listener called for every event, on a thread of the inventory's own
     * @return where there is no library, an inventory without GPUs
     * @throws IllegalArgumentException when the library is the simulated one, and its scenario has an error
     */
    public static GpuInventory open(Optional<String> library, Duration deadline, Consumer<GpuEvent> listener) {
        Optional<NvmlLibrary> nvml = NvmlLibrary.load(library.orElse(NvmlLibrary.NAME));
        if (nvml.isEmpty()) {
            return new NoGpus();
        }
        NvmlInventory inventory = new NvmlInventory(nvml.get(), deadline, listener);
        Optional<String> problem = inventory.look().host().problem();
        if (problem.isPresent() && nvml.get().isSimulated()) {
            inventory.close();
            throw new IllegalArgumentException("the scenario of simulated GPUs: " + problem.get());
        }
        return inventory;
    }

    @Override
    public synchronized Snapshot look() {
        Future<GpuHost> look = looking != null ? looking : thread.submit(this::lookNow);
        looking = null;
        try {
            last = look.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            lastAt = System.nanoTime();
            return new Snapshot(last, Duration.ZERO);
        } catch (TimeoutException e) {
            looking = look;
            LOG.warn("driver does not answer deadline={}", deadline);
        } catch (ExecutionException e) {
            LOG.error("look at the GPUs failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Snapshot(last, Duration.ofNanos(Math.max(1, System.nanoTime() - lastAt)));
    }

    @Override
    public void recall(GpuUuid gpu, GpuHealth.Unhealthy fault) {
        reported.putIfAbsent(gpu, fault);
    }

    @Override
    public void forget(GpuUuid gpu) {
        reported.remove(gpu);
    }

    private GpuHost lookNow() {
        try {
            if (!open) {
                int result = nvml.call(nvml.has("nvmlInit_v2") ? "nvmlInit_v2" : "nvmlInit");
                if (result == NvmlLibrary.DRIVER_NOT_LOADED) {
                    return GpuHost.NONE;
                }
                if (result != NvmlLibrary.SUCCESS) {
                    String simulation = nvml.simulationProblem();
                    return GpuHost.failing(simulation == null ? nvml.messageOf(result) : simulation);
                }
                open = true;
            }
            return read();
        } catch (NvmlException e) {
            LOG.warn("driver failed cause={}", e.getMessage());
            shutDown();
            return GpuHost.failing(String.valueOf(e.getMessage()));
        }
    }

    private GpuHost read() throws NvmlException {
        nvml.require("nvmlSystemGetDriverVersion", buffer, VERSION_TEXT);
        DriverVersion driver = DriverVersion.parse(buffer.getString(0, StandardCharsets.US_ASCII.name()));
        Optional<CudaVersion> cuda = nvml.supports("nvmlSystemGetCudaDriverVersion_v2", buffer)
                ? Optional.of(CudaVersion.ofNumber(buffer.getInt(0)))
                : Optional.empty();
        String count = nvml.has("nvmlDeviceGetCount_v2") ? "nvmlDeviceGetCount_v2" : "nvmlDeviceGetCount";
        nvml.require(count, buffer);
        int gpus = buffer.getInt(0);
        Map<GpuUuid, Device> devices = new LinkedHashMap<>();
        Map<GpuUuid, GpuState> states = new LinkedHashMap<>();
        for (int index = 0; index < gpus; index++) {
            readOne(index, devices, states);
        }
        known.forEach((uuid, gpu) -> states.computeIfAbsent(uuid, missing -> lost(gpu)));
        readTopology(devices);
        if (events == null && !devices.isEmpty()) {
            events = NvmlEvents.start(nvml, devices, this::report);
        }
        return new GpuHost(
                Optional.of(driver),
                cuda,
                nvml.isSimulated(),
                List.copyOf(states.values()),
                topology,
                Optional.empty());
    }

    private void readOne(int index, Map<GpuUuid, Device> devices, Map<GpuUuid, GpuState> states) throws NvmlException {
        try {
            Device device = Device.at(nvml, buffer, index);
            Gpu gpu = device.read(index);
            GpuState state = stateOf(gpu, device);
            known.put(gpu.uuid(), gpu);
            if (lost.remove(gpu.uuid())) {
                LOG.info("GPU is back uuid={}", gpu.uuid());
                reported.remove(gpu.uuid());
            }
            devices.put(gpu.uuid(), device);
            states.put(gpu.uuid(), state);
        } catch (NvmlException e) {
            if (!e.isLost()) {
                throw e;
            }
            LOG.debug("GPU is lost index={}", index); // listed from the known ones, if it was ever seen
        }
    }

    private GpuState stateOf(Gpu gpu, Device device) throws NvmlException {
        GpuErrors errors = device.errors();
        GpuHealth health = reported.get(gpu.uuid());
        if (health == null && errors.remappingFailed()) {
            health = new GpuHealth.Unhealthy("row-remapping-failed", "Its memory has no spare rows left; replace it");
        }
        return new GpuState(gpu, device.use(), errors, health == null ? new GpuHealth.Healthy() : health);
    }

    private GpuState lost(Gpu gpu) {
        lost.add(gpu.uuid());
        GpuHealth.Unhealthy health = reported.getOrDefault(
                gpu.uuid(), new GpuHealth.Unhealthy("gpu-lost", "The driver does not reach it any more"));
        return new GpuState(gpu, GpuUse.UNKNOWN, GpuErrors.UNKNOWN, health);
    }

    /** Reads the topology, but only where the GPUs have changed since it was read last: it changes only with them. */
    private void readTopology(Map<GpuUuid, Device> devices) throws NvmlException {
        List<GpuUuid> uuids = List.copyOf(devices.keySet());
        if (uuids.equals(topologyOf)) {
            return;
        }
        Map<Topology.Pair, Link> links = new HashMap<>();
        List<Device> all = new ArrayList<>(devices.values());
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                links.put(
                        new Topology.Pair(uuids.get(i), uuids.get(j)),
                        all.get(i).linkTo(all.get(j)));
            }
        }
        topology = new Topology(links);
        topologyOf = uuids;
    }

    private void report(GpuEvent event) {
        if (event instanceof GpuEvent.Xid xid && Xids.isFatal(xid.number())) {
            String meaning = Xids.meaning(xid.number());
            reported.put(
                    event.uuid(),
                    GpuHealth.Unhealthy.xid(
                            xid.number(), Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1)));
        }
        LOG.warn("GPU event {}", event);
        listener.accept(event);
    }

    private void shutDown() {
        if (events != null) {
            events.close();
            events = null;
        }
        if (open) {
            nvml.call("nvmlShutdown");
            open = false;
        }
    }

    @Override
    public void close() {
        thread.execute(this::shutDown);
        thread.shutdown();
        try {
            long most = deadline.plus(NvmlEvents.LONGEST_WAIT).toNanos();
            if (!thread.awaitTermination(most, TimeUnit.NANOSECONDS)) {
                LOG.warn("driver holds the inventory's thread; left to itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A host without the library. */
    private static final class NoGpus implements GpuInventory {
        @Override
        public Snapshot look() {
            return new Snapshot(GpuHost.NONE, Duration.ZERO);
        }

        @Override
        public void recall(GpuUuid gpu, GpuHealth.Unhealthy fault) {}

        @Override
        public void forget(GpuUuid gpu) {}

        @Override
        public void close() {}
    }
}
