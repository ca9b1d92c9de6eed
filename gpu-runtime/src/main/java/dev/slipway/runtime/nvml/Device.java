package dev.slipway.runtime.nvml;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuErrors;
import dev.slipway.runtime.gpu.GpuProcess;
import dev.slipway.runtime.gpu.GpuUse;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.Link;
import dev.slipway.runtime.gpu.MigInstance;
import dev.slipway.runtime.quantity.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One device handle, read into records. The library writes results into one buffer that the inventory's thread reuses for every call;
 * every result is read before the next call. Structures are read at the offsets of the NVML API Reference; where a library is too old for
 * the newest version of a function, its previous version is called.
 */
final class Device {
    private static final int TEXT = 96;

    /** How many processes the list has room for at first; {@link #MOST_PROCESSES} is the largest room. */
    private static final int PROCESSES = 128;

    private static final int MOST_PROCESSES = 65_536;
    private static final long NOT_AVAILABLE = -1;
    private static final int P2P_NVLINK = 2;
    private static final int UNCORRECTED = 1;
    private static final int VOLATILE = 0;

    /** nvmlMemory_v2_t: its size, and its version above. */
    private static final int MEMORY_V2 = 40 | 2 << 24;

    private final NvmlLibrary nvml;
    private final Memory buffer;
    private final Pointer handle;

    private Device(NvmlLibrary nvml, Memory buffer, Pointer handle) {
        this.nvml = nvml;
        this.buffer = buffer;
        this.handle = handle;
    }

    /** The buffer that all devices of one thread share, large enough for a list of some processes. */
    static Memory buffer() {
        return new Memory(16 + PROCESSES * 24L);
    }

    static Device at(NvmlLibrary nvml, Memory buffer, int index) throws NvmlException {
        String newest = "nvmlDeviceGetHandleByIndex_v2";
        nvml.require(nvml.has(newest) ? newest : "nvmlDeviceGetHandleByIndex", index, buffer);
        return new Device(nvml, buffer, buffer.getPointer(0));
    }

    Gpu read(int index) throws NvmlException {
        Bytes memory = memory()[0];
        return new Gpu(
                uuid(),
                index,
                number("nvmlDeviceGetMinorNumber"),
                text("nvmlDeviceGetName"),
                Brand.ofNumber(number("nvmlDeviceGetBrand").orElse(0)),
                capability(),
                memory,
                pciAddress(),
                numaNode(),
                isMigEnabled(),
                migInstances(memory));
    }

    GpuUuid uuid() throws NvmlException {
        return new GpuUuid(text("nvmlDeviceGetUUID"));
    }

    GpuUse use() throws NvmlException {
        OptionalInt milliwatts = number("nvmlDeviceGetPowerUsage");
        return new GpuUse(
                number("nvmlDeviceGetUtilizationRates"),
                Optional.of(memory()[1]),
                nvml.supports("nvmlDeviceGetTemperature", handle, 0, buffer)
                        ? OptionalInt.of(buffer.getInt(0))
                        : OptionalInt.empty(),
                milliwatts.isPresent() ? OptionalLong.of(milliwatts.getAsInt()) : OptionalLong.empty(),
                processes());
    }

    GpuErrors errors() throws NvmlException {
        OptionalLong uncorrected = nvml.supports("nvmlDeviceGetTotalEccErrors", handle, UNCORRECTED, VOLATILE, buffer)
                ? OptionalLong.of(buffer.getLong(0))
                : OptionalLong.empty();
        boolean rows = nvml.supports(
                "nvmlDeviceGetRemappedRows", handle, buffer, buffer.share(4), buffer.share(8), buffer.share(12));
        return new GpuErrors(
                uncorrected,
                rows ? OptionalLong.of(Integer.toUnsignedLong(buffer.getInt(4))) : OptionalLong.empty(),
                rows && buffer.getInt(8) != 0,
                rows && buffer.getInt(12) != 0);
    }

    /** How close another device is. */
    Link linkTo(Device other) throws NvmlException {
        if (nvml.supports("nvmlDeviceGetP2PStatus", handle, other.handle, P2P_NVLINK, buffer)
                && buffer.getInt(0) == 0) {
            return Link.NVLINK;
        }
        if (!nvml.supports("nvmlDeviceGetTopologyCommonAncestor", handle, other.handle, buffer)) {
            return Link.SYSTEM;
        }
        return switch (buffer.getInt(0)) {
            case 0 -> Link.INTERNAL;
            case 10 -> Link.SINGLE_SWITCH;
            case 20 -> Link.MULTIPLE_SWITCHES;
            case 30 -> Link.HOST_BRIDGE;
            case 40 -> Link.NUMA_NODE;
            default -> Link.SYSTEM;
        };
    }

    /** Registers the device for events; false: the card reports none. */
    boolean register(long types, Pointer set) throws NvmlException {
        return nvml.supports("nvmlDeviceRegisterEvents", handle, types, set);
    }

    /** The handle as a number, by which an event names its GPU. */
    long address() {
        return Pointer.nativeValue(handle);
    }

    private String text(String function) throws NvmlException {
        nvml.require(function, handle, buffer, TEXT);
        return buffer.getString(0, StandardCharsets.UTF_8.name());
    }

    private OptionalInt number(String function) throws NvmlException {
        return nvml.supports(function, handle, buffer) ? OptionalInt.of(buffer.getInt(0)) : OptionalInt.empty();
    }

    private ComputeCapability capability() throws NvmlException {
        nvml.require("nvmlDeviceGetCudaComputeCapability", handle, buffer, buffer.share(4));
        return new ComputeCapability(buffer.getInt(0), buffer.getInt(4));
    }

    /** The GPU's total memory and its used memory. The newer function does not count memory that the driver reserves for itself as used. */
    private Bytes[] memory() throws NvmlException {
        buffer.setInt(0, MEMORY_V2);
        if (nvml.supports("nvmlDeviceGetMemoryInfo_v2", handle, buffer)) {
            return new Bytes[] {new Bytes(buffer.getLong(8)), new Bytes(buffer.getLong(32))};
        }
        nvml.require("nvmlDeviceGetMemoryInfo", handle, buffer);
        return new Bytes[] {new Bytes(buffer.getLong(0)), new Bytes(buffer.getLong(16))};
    }

    private String pciAddress() throws NvmlException {
        if (nvml.supports("nvmlDeviceGetPciInfo_v3", handle, buffer)) {
            return buffer.getString(36, StandardCharsets.US_ASCII.name());
        }
        nvml.require("nvmlDeviceGetPciInfo_v2", handle, buffer);
        return buffer.getString(0, StandardCharsets.US_ASCII.name());
    }

    /** The first node of the set; scope 0 is NVML_AFFINITY_SCOPE_NODE. */
    private OptionalInt numaNode() throws NvmlException {
        if (!nvml.supports("nvmlDeviceGetMemoryAffinity", handle, 1, buffer, 0)) {
            return OptionalInt.empty();
        }
        long nodes = buffer.getLong(0);
        return nodes == 0 ? OptionalInt.empty() : OptionalInt.of(Long.numberOfTrailingZeros(nodes));
    }

    private boolean isMigEnabled() throws NvmlException {
        return nvml.supports("nvmlDeviceGetMigMode", handle, buffer, buffer.share(4)) && buffer.getInt(0) == 1;
    }

    private List<MigInstance> migInstances(Bytes gpuMemory) throws NvmlException {
        List<MigInstance> instances = new ArrayList<>();
        int most = isMigEnabled() ? number("nvmlDeviceGetMaxMigDeviceCount").orElse(0) : 0;
        for (int i = 0; i < most; i++) {
            int result = nvml.call("nvmlDeviceGetMigDeviceHandleByIndex", handle, i, buffer);
            if (result == NvmlLibrary.SUCCESS) { // other results mean that no instance is at this index
                instances.add(new Device(nvml, buffer, buffer.getPointer(0)).readMig(gpuMemory));
            }
        }
        return instances;
    }

    /** Only the name says whether an instance has graphics and media engines. nvmlDeviceAttributes_t: slices at 24 and 28, MiB at 32. */
    private MigInstance readMig(Bytes gpuMemory) throws NvmlException {
        GpuUuid uuid = uuid();
        Optional<String> named = profileInName();
        int gpuInstance = number("nvmlDeviceGetGpuInstanceId").orElse(0);
        int computeInstance = number("nvmlDeviceGetComputeInstanceId").orElse(0);
        String newest = "nvmlDeviceGetAttributes_v2";
        nvml.require(nvml.has(newest) ? newest : "nvmlDeviceGetAttributes", handle, buffer);
        long mebibytes = buffer.getLong(32);
        int gpuSlices = buffer.getInt(24);
        int computeSlices = buffer.getInt(28);
        String profile = named.orElseGet(() -> MigInstance.profileOf(gpuSlices, computeSlices, mebibytes, gpuMemory));
        return new MigInstance(uuid, profile, gpuInstance, computeInstance, Bytes.ofMebi(mebibytes));
    }

    /** The profile in the instance's name; empty where the driver is older than names of instances. */
    private Optional<String> profileInName() {
        return nvml.call("nvmlDeviceGetName", handle, buffer, TEXT) == NvmlLibrary.SUCCESS
                ? MigInstance.profileIn(buffer.getString(0, StandardCharsets.UTF_8.name()))
                : Optional.empty();
    }

    /** The first version of the structure has no instances: 16 bytes, not 24. */
    private Optional<List<GpuProcess>> processes() throws NvmlException {
        for (String version : List.of("_v3", "_v2", "")) {
            String function = "nvmlDeviceGetComputeRunningProcesses" + version;
            if (nvml.has(function)) {
                return processes(function, version.isEmpty() ? 16 : 24);
            }
        }
        return Optional.empty();
    }

    /**
     * The buffer begins with the count, followed by the list. Where the list has no room for all processes, the driver sets the count to
     * how many there are.
     */
    private Optional<List<GpuProcess>> processes(String function, int size) throws NvmlException {
        Memory list = buffer;
        int room = PROCESSES;
        for (int tries = 0; tries < 3; tries++) {
            list.setInt(0, room);
            int result = nvml.call(function, handle, list, list.share(16));
            if (result != NvmlLibrary.INSUFFICIENT_SIZE) {
                return nvml.supportsResult(function, result)
                        ? Optional.of(readProcesses(list, size))
                        : Optional.empty();
            }
            // With room for processes that begin meanwhile.
            room = Math.clamp(list.getInt(0), room, MOST_PROCESSES - PROCESSES) + PROCESSES;
            list = new Memory(16 + room * 24L);
        }
        return Optional.empty(); // the processes are left out; their memory still counts in the total
    }

    private static List<GpuProcess> readProcesses(Memory list, int size) {
        List<GpuProcess> processes = new ArrayList<>();
        for (int i = 0; i < list.getInt(0); i++) {
            long at = 16 + (long) i * size;
            long memory = list.getLong(at + 8);
            processes.add(new GpuProcess(
                    Integer.toUnsignedLong(list.getInt(at)),
                    memory == NOT_AVAILABLE ? Optional.empty() : Optional.of(new Bytes(memory))));
        }
        return processes;
    }
}
