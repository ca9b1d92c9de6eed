package dev.slipway.runtime.container;

import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.util.Optional;

/**
 * What a container may use of the host. Every part is obligatory: a container without a limit can starve its neighbours.
 *
 * @param cpus share of processors
 * @param memory memory, without swap on top of it
 * @param shm size of {@code /dev/shm}, which counts towards the memory
 * @param pids processes and threads, 1 or more
 * @param tmp size of a {@code /tmp} on the host's disk, beside the memory; empty: it is in memory
 */
public record Limits(Cpus cpus, Bytes memory, Bytes shm, int pids, Optional<Bytes> tmp) {
    /** Docker Engine refuses less ("Minimum memory limit allowed is 6MB"). */
    public static final Bytes LEAST_MEMORY = Bytes.ofMebi(6);

    /** With a {@code /tmp} in memory. */
    public Limits(Cpus cpus, Bytes memory, Bytes shm, int pids) {
        this(cpus, memory, shm, pids, Optional.empty());
    }

    public Limits {
        if (memory.compareTo(LEAST_MEMORY) < 0) {
            throw new IllegalArgumentException("a container needs at least " + LEAST_MEMORY + " of memory");
        }
        if (shm.compareTo(memory) > 0) {
            throw new IllegalArgumentException("/dev/shm is part of the memory and cannot be larger");
        }
        if (pids < 1) {
            throw new IllegalArgumentException("a container needs at least one process");
        }
    }
}
