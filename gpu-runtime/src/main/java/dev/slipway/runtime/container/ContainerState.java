package dev.slipway.runtime.container;

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
     * @param host where the platform reaches its servers, until it ends: a name or an address; empty: its network gave it none
     * @param pid its main process's id on this host; 0: not told, or it runs on another
     */
    record Running(Instant since, Optional<String> host, long pid) implements ContainerState {
        /** Where the platform reaches its server that listens on a port. */
        public Optional<Endpoint> endpoint(int port) {
            return host.map(known -> new Endpoint(known, port));
        }
    }

    /**
     * Its main process has ended.
     *
     * @param exitCode the exit status; 128 + n after signal n
     * @param outOfMemory whether the kernel killed a process of it for its memory limit
     * @param at when it ended
     */
    record Exited(int exitCode, boolean outOfMemory, Instant at) implements ContainerState {}
}
