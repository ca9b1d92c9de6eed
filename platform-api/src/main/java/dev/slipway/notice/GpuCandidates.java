package dev.slipway.notice;

import dev.slipway.runtime.allocation.Placement;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * GPUs that would do for who waits, and why they are not to be had.
 *
 * @param count how many of them
 * @param state what became of them
 * @param by who uses them from outside, in English, a few; none of any other state
 */
@Schema(name = "GpuCandidates")
public record GpuCandidates(int count, State state, List<String> by) {
    /** The allocator's own words for it. */
    @Schema(name = "GpuCandidateState")
    enum State {
        LEASED,
        CORDONED,
        UNHEALTHY,
        USED_FROM_OUTSIDE,
        WITHHELD,
        FREE
    }

    public static GpuCandidates of(Placement.Taken taken) {
        return new GpuCandidates(taken.count(), State.valueOf(taken.how().name()), taken.by());
    }

    Placement.Taken toTaken() {
        return new Placement.Taken(count, Placement.How.valueOf(state.name()), by);
    }
}
