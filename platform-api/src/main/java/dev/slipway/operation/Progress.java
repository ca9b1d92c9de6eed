package dev.slipway.operation;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How far a pull is.
 *
 * @param layers from the base up
 * @param currentBytes bytes that are here of those to be transferred
 * @param totalBytes bytes to be transferred, without those that were here before
 * @param presentBytes bytes of layers that were here before
 * @param bytesPerSecond transferred in the last seconds; absent: nothing was lately
 * @param remainingSeconds until the end, if it goes on as in the last seconds; absent: nobody can tell
 * @param waitsFor what it waits for just now; absent: it is at work
 */
@Schema(
        name = "Progress",
        requiredProperties = {"layers", "currentBytes", "totalBytes", "presentBytes"})
public record Progress(
        List<LayerProgress> layers,
        long currentBytes,
        long totalBytes,
        long presentBytes,
        @Nullable Long bytesPerSecond,
        @Nullable Long remainingSeconds,
        @Nullable String waitsFor) {

    /**
     * How far a layer is.
     *
     * @param layer its digest's first twelve digits
     * @param totalBytes its size, compressed
     */
    @Schema(
            name = "LayerProgress",
            requiredProperties = {"layer", "state", "currentBytes", "totalBytes"})
    public record LayerProgress(String layer, LayerState state, long currentBytes, long totalBytes) {}

    /** Where a layer stands. */
    @Schema(name = "LayerState")
    public enum LayerState {
        /** It was here before. */
        PRESENT,
        /** Others come first. */
        WAITING,
        DOWNLOADING,
        /** It is here, compressed. */
        DOWNLOADED,
        EXTRACTING,
        DONE
    }
}
