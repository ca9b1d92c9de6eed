package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What NVIDIA published of its toolkits and drivers: the tables {@code cuda_driver}, {@code cuda_major_floor}, {@code compute_capability}. */
public final class CudaReleases {
    private static final CudaReleases PUBLISHED = new CudaReleases();

    private final NavigableMap<CudaVersion, DriverVersion> drivers = new TreeMap<>();
    private final Map<Integer, DriverVersion> floors = new TreeMap<>();
    private final NavigableMap<CudaVersion, CapabilityRange> capabilities = new TreeMap<>();

    /** The compute capabilities that a toolkit builds machine code for. */
    record CapabilityRange(ComputeCapability lowest, ComputeCapability highest) {}

    private CudaReleases() {
        Table.read("cuda_driver.csv")
                .forEach(row -> drivers.put(CudaVersion.parse(row.get(0)), DriverVersion.parse(row.get(1))));
        Table.read("cuda_major_floor.csv")
                .forEach(row -> floors.put(Integer.valueOf(row.get(0)), DriverVersion.parse(row.get(1))));
        Table.read("compute_capability.csv")
                .forEach(row -> capabilities.put(
                        CudaVersion.parse(row.get(0)),
                        new CapabilityRange(ComputeCapability.parse(row.get(1)), ComputeCapability.parse(row.get(2)))));
    }

    public static CudaReleases published() {
        return PUBLISHED;
    }

    /** Every toolkit release of the table, the oldest first. */
    public SortedSet<CudaVersion> toolkits() {
        return new TreeSet<>(drivers.keySet());
    }

    /** Every driver that shipped with a toolkit, the oldest first. */
    public SortedSet<DriverVersion> drivers() {
        return new TreeSet<>(drivers.values());
    }

    /**
     * The driver that ships with the toolkit: from it on, the toolkit runs natively. A patch release later than the table
     * needs what the last one known of its minor version does. Empty: the table knows nothing of this minor version.
     */
    public Optional<DriverVersion> nativeFrom(CudaVersion toolkit) {
        return Optional.ofNullable(drivers.floorEntry(toolkit))
                .or(() -> Optional.ofNullable(drivers.ceilingEntry(toolkit)))
                .filter(entry -> entry.getKey().release().equals(toolkit.release()))
                .map(Map.Entry::getValue);
    }

    /** The driver from which on every toolkit of this major version runs; empty before CUDA 11. */
    public Optional<DriverVersion> minorVersionFrom(CudaVersion toolkit) {
        return Optional.ofNullable(floors.get(toolkit.major()));
    }

    /** Of the latest toolkit in the table that is not later than this one and of its major version. */
    Optional<CapabilityRange> capabilities(CudaVersion toolkit) {
        return Optional.ofNullable(capabilities.floorEntry(new CudaVersion(toolkit.major(), toolkit.minor(), 0)))
                .filter(entry -> entry.getKey().major() == toolkit.major())
                .map(Map.Entry::getValue);
    }
}
