package dev.slipway.queue;

import dev.slipway.capacity.Capacity;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.gpu.GpuUuid;
import java.util.Optional;
import java.util.Set;

/**
 * All that one has to have before it begins. Two that need the same are served or wait alike.
 *
 * @param gpus that it asks for; empty: none
 */
public record Need(Capacity capacity, Optional<Gpus> gpus) {
    /**
     * GPUs that one needs.
     *
     * @param usable those on which its image runs
     */
    public record Gpus(GpuRequest request, Set<GpuUuid> usable) {
        public Gpus {
            usable = Set.copyOf(usable);
        }
    }
}
