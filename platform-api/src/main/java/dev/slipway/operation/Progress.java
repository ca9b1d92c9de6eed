package dev.slipway.operation;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How far an operation is: a pull by layers, a build by steps.
 *
 * @param layers from the base up
 * @param currentBytes bytes that are here of those to be transferred
 * @param totalBytes bytes to be transferred, without those that were here before
 * @param presentBytes bytes of layers that were here before
 * @param bytesPerSecond transferred in the last seconds; absent: nothing was lately
 * @param remainingSeconds until the end, if it goes on as in the last seconds; absent: nobody can tell
 * @param waitsFor what it waits for just now; absent: it is at work
 * @param steps of a build, those that have begun; absent: it is none, or its bases are still being fetched
 * @param totalSteps of a build
 */
@Schema(name = "OperationProgress")
public record Progress(
        List<LayerProgress> layers,
        long currentBytes,
        long totalBytes,
        long presentBytes,
        @Nullable Long bytesPerSecond,
        @Nullable Long remainingSeconds,
        @Nullable String waitsFor,
        @Nullable List<StepProgress> steps,
        @Nullable Integer totalSteps) {
    /** Nothing is known yet. */
    public static final Progress NONE = new Progress(List.of(), 0, 0, 0, null, null, null, null, null);

    /** How far a build is. */
    public static Progress ofSteps(List<StepProgress> steps, int total) {
        return new Progress(List.of(), 0, 0, 0, null, null, null, List.copyOf(steps), total);
    }

    /** At work on nothing that can be measured. */
    public static Progress at(String what) {
        return NONE.waitingFor(what);
    }

    /** The same, but for what it waits for. */
    public Progress waitingFor(String what) {
        return new Progress(layers, currentBytes, totalBytes, presentBytes, null, null, what, steps, totalSteps);
    }

    /**
     * How far a step of a build is.
     *
     * @param step from 1
     * @param instruction as the engine shows it
     * @param seconds that it took, or has taken so far
     */
    @Schema(name = "StepProgress")
    public record StepProgress(int step, String instruction, StepState state, double seconds) {}

    /** Where a step stands. */
    @Schema(name = "StepState")
    public enum StepState {
        RUNNING,
        /** An earlier build had made the same. */
        CACHED,
        DONE,
        FAILED
    }

    /**
     * How far a layer is.
     *
     * @param layer its digest's first twelve digits
     * @param totalBytes its size, compressed
     */
    @Schema(name = "LayerProgress")
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
