package dev.slipway.runtime.gpu;

/**
 * How close two GPUs are, the closest first: NVLink, then the levels of {@code nvmlGpuTopologyLevel_t}.
 */
public enum Link {
    /** NVLink, directly or by a switch. */
    NVLINK(0),
    /** On one board. */
    INTERNAL(1),
    /** One PCIe switch between them. */
    SINGLE_SWITCH(2),
    /** Several PCIe switches, no host bridge. */
    MULTIPLE_SWITCHES(3),
    /** One host bridge. */
    HOST_BRIDGE(4),
    /** One NUMA node. */
    NUMA_NODE(5),
    /** The host, or not known. */
    SYSTEM(6);

    private final int steps;

    Link(int steps) {
        this.steps = steps;
    }

    /** How far it is, 0 for the closest. */
    public int steps() {
        return steps;
    }
}
