package dev.slipway.runtime.gpu;

import dev.slipway.runtime.quantity.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a GPU does now. What the card or the driver does not tell is absent, never zero.
 *
 * @param utilization per cent of the last sample period in which it computed, 0 to 100
 * @param memoryUsed memory in use
 * @param temperature degrees Celsius
 * @param powerMilliwatts what it draws
 * @param processes who uses it; absent: not told
 */
public record GpuUse(
        OptionalInt utilization,
        Optional<Bytes> memoryUsed,
        OptionalInt temperature,
        OptionalLong powerMilliwatts,
        Optional<List<GpuProcess>> processes) {
    /** Nothing is told. */
    public static final GpuUse UNKNOWN = new GpuUse(
            OptionalInt.empty(), Optional.empty(), OptionalInt.empty(), OptionalLong.empty(), Optional.empty());
}
