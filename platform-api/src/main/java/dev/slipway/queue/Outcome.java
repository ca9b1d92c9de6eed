package dev.slipway.queue;

import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.allocation.Placement;
import java.util.List;
import java.util.Optional;

/** What came of one that waits. */
public sealed interface Outcome {
    /**
     * It has all that it needs.
     *
     * @param gpus what it has of GPUs
     */
    record Served(List<Grant> gpus) implements Outcome {
        public Served {
            gpus = List.copyOf(gpus);
        }
    }

    /**
     * It waits for what it lacks.
     *
     * @param gpus why it has no GPUs; empty: those that it asks for could be had, or it asks for none
     * @param lacksCpus whether too few processors are left
     * @param lacksMemory whether too little memory is left
     * @param isKept whether enough of both is left, and kept for one that waits longer
     * @param isHopeless whether it would not fit even if everything that is healthy and not cordoned were free: waiting alone does not help
     */
    record Waits(Optional<Placement> gpus, boolean lacksCpus, boolean lacksMemory, boolean isKept, boolean isHopeless)
            implements Outcome {}
}
