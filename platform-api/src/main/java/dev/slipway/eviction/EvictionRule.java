package dev.slipway.eviction;

import dev.slipway.runtime.quantity.Bytes;
import java.time.Duration;
import java.util.Optional;

/**
 * Which images leave the host by themselves. Only what a registry has can; what a workspace is of, never does.
 *
 * @param unusedFor how long nobody must have wanted a version
 * @param freeBelow only while less than this is free on the engine's disk; empty: always
 */
record EvictionRule(Duration unusedFor, Optional<Bytes> freeBelow) {}
