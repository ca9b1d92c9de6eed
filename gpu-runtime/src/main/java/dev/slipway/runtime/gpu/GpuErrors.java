package dev.slipway.runtime.gpu;

import java.util.OptionalLong;

/**
 * What a GPU's memory went through. What is not told is absent.
 *
 * @param uncorrectedEcc errors that ECC could not correct since the driver was loaded
 * @param remappedRows rows replaced for errors that could not be corrected
 * @param remappingPending whether a row waits for the next reset to be replaced
 * @param remappingFailed whether the card has no spare rows left
 */
public record GpuErrors(
        OptionalLong uncorrectedEcc, OptionalLong remappedRows, boolean remappingPending, boolean remappingFailed) {
    public static final GpuErrors UNKNOWN = new GpuErrors(OptionalLong.empty(), OptionalLong.empty(), false, false);
}
