package dev.slipway.runtime.engine;

/**
 * What a container may use of the host. Every part is obligatory: a container without a limit can starve its neighbours.
 *
 * @param cpus share of processors
 * @param memory memory, without swap on top of it
 * @param shm size of {@code /dev/shm}, which counts towards the memory
 * @param pids processes and threads, 1 or more
 */
public record Limits(Cpus cpus, Bytes memory, Bytes shm, int pids) {
    /** Docker Engine refuses less ("Minimum memory limit allowed is 6MB"). */
    public static final Bytes LEAST_MEMORY = Bytes.ofMebi(6);

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
