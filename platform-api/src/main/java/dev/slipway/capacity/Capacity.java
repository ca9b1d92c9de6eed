package dev.slipway.capacity;

import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;

/**
 * Processors and memory: what there is, what someone asks for, or what is left.
 *
 * @param cpuMillis thousandths of a processor, 0 or more
 * @param memoryBytes 0 or more
 */
public record Capacity(long cpuMillis, long memoryBytes) {
    public Capacity {
        if (cpuMillis < 0 || memoryBytes < 0) {
            throw new IllegalArgumentException("a capacity is zero or more");
        }
    }

    public static Capacity of(Cpus cpus, Bytes memory) {
        return new Capacity(cpus.millis(), memory.value());
    }

    /** Its processors, where there are any. */
    public Cpus cpus() {
        return new Cpus(Math.toIntExact(cpuMillis));
    }

    public Bytes memory() {
        return new Bytes(memoryBytes);
    }

    /**
     * What is left of this after {@code taken} is subtracted, 0 at least: more may be taken than there is, after a setting was
     * lowered.
     */
    public Capacity without(Capacity taken) {
        return new Capacity(Math.max(0, cpuMillis - taken.cpuMillis), Math.max(0, memoryBytes - taken.memoryBytes));
    }

    /** Both together. */
    public Capacity with(Capacity other) {
        return new Capacity(cpuMillis + other.cpuMillis, memoryBytes + other.memoryBytes);
    }

    /** The smaller of this and {@code bound}, for each of processors and memory. */
    public Capacity atMost(Capacity bound) {
        return new Capacity(Math.min(cpuMillis, bound.cpuMillis), Math.min(memoryBytes, bound.memoryBytes));
    }

    public boolean covers(Capacity asked) {
        return hasCpusFor(asked) && hasMemoryFor(asked);
    }

    public boolean hasCpusFor(Capacity asked) {
        return cpuMillis >= asked.cpuMillis;
    }

    public boolean hasMemoryFor(Capacity asked) {
        return memoryBytes >= asked.memoryBytes;
    }
}
