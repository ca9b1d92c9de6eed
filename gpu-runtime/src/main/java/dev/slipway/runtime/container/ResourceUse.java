package dev.slipway.runtime.container;

import dev.slipway.runtime.quantity.Bytes;
import java.time.Duration;

/**
 * What a running container uses.
 *
 * @param cpuTime processor time used since its start
 * @param memory memory in use, the page cache that can be given back not counted
 * @param memoryLimit the most it may use
 * @param pids processes and threads
 */
public record ResourceUse(Duration cpuTime, Bytes memory, Bytes memoryLimit, long pids) {}
