package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is published of toolkits and drivers: the tables {@code cuda_driver}, {@code cuda_major_floor}, {@code
 * capability_by_toolkit} and {@code forward_compat}.
 */
public final class CudaReleases {
    private static final CudaReleases PUBLISHED = new CudaReleases();

    private final NavigableMap<CudaVersion, DriverVersion> drivers = new TreeMap<>();
    private final Map<Integer, DriverVersion> floors = new TreeMap<>();
    private final Map<ComputeCapability, Span> capabilities = new TreeMap<>();
    private final Map<CudaVersion, SortedSet<Integer>> forwardBranches = new TreeMap<>();

    /** From which toolkit to which; empty: before all that are known here, and still. */
    private record Span(Optional<CudaVersion> first, Optional<CudaVersion> last) {
        private boolean contains(CudaVersion release) {
            return first.map(from -> from.compareTo(release) <= 0).orElse(true)
                    && last.map(to -> to.compareTo(release) >= 0).orElse(true);
        }
    }

    private CudaReleases() {
        Table.read("cuda_driver.csv")
                .forEach(row -> drivers.put(CudaVersion.parse(row.get(0)), DriverVersion.parse(row.get(1))));
        Table.read("cuda_major_floor.csv")
                .forEach(row -> floors.put(Integer.valueOf(row.get(0)), DriverVersion.parse(row.get(1))));
        Table.read("capability_by_toolkit.csv")
                .forEach(row -> capabilities.put(
                        ComputeCapability.parse(row.get(0)), new Span(toolkit(row.get(1)), toolkit(row.get(2)))));
        Table.read("forward_compat.csv").forEach(row -> {
            SortedSet<Integer> branches =
                    forwardBranches.computeIfAbsent(CudaVersion.parse(row.get(0)), toolkit -> new TreeSet<>());
            if (row.get(2).equals("C")) {
                branches.add(Integer.valueOf(row.get(1)));
            }
        });
    }

    private static Optional<CudaVersion> toolkit(String cell) {
        return cell.isEmpty() ? Optional.empty() : Optional.of(CudaVersion.parse(cell));
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

    /**
     * The compute capabilities that the toolkit builds machine code for. Empty: it is of a major version that the tables do not
     * reach, or from before them.
     */
    Optional<NavigableSet<ComputeCapability>> capabilities(CudaVersion toolkit) {
        CudaVersion release = toolkit.release();
        if (release.compareTo(drivers.firstKey()) < 0
                || release.major() > drivers.lastKey().major()) {
            return Optional.empty();
        }
        NavigableSet<ComputeCapability> built = new TreeSet<>();
        capabilities.forEach((capability, span) -> {
            if (span.contains(release)) {
                built.add(capability);
            }
        });
        return Optional.of(built);
    }

    /** The driver branches that the toolkit's {@code cuda-compat} works over. Empty: no table names that package. */
    Optional<SortedSet<Integer>> forwardBranches(CudaVersion toolkit) {
        return Optional.ofNullable(forwardBranches.get(toolkit.release()));
    }

    /** The toolkits whose {@code cuda-compat} a table names, the oldest first. */
    SortedSet<CudaVersion> compatPackages() {
        return new TreeSet<>(forwardBranches.keySet());
    }
}
