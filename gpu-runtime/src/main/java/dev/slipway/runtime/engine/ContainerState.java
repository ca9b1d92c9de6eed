package dev.slipway.runtime.engine;

import java.time.Instant;
import java.util.Optional;

/** Where a container stands. */
public sealed interface ContainerState {
    /** Made, never started. */
    record Created() implements ContainerState {}

    /**
     * Its main process lives.
     *
     * @param since when it was started
     * @param address its IPv4 address on its network, where it has one
     * @param pid its main process's id on the engine's host; 0: not told
     */
    record Running(Instant since, Optional<String> address, long pid) implements ContainerState {}

    /**
     * Its main process has ended.
     *
     * @param exitCode the exit status; 128 + n after signal n
     * @param outOfMemory whether the kernel killed a process of it for its memory limit
     * @param at when it ended
     */
    record Exited(int exitCode, boolean outOfMemory, Instant at) implements ContainerState {}
}
