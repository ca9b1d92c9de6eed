package dev.slipway.queue;

import dev.slipway.capacity.Capacity;
import dev.slipway.runtime.allocation.Offer;
import java.util.Optional;

/**
 * What there is to give.
 *
 * @param all that the host gives of processors and memory
 * @param free what nobody has of that
 * @param gpus with who has what of them; empty: their driver does not answer
 */
record Supply(Capacity all, Capacity free, Optional<Offer> gpus) {}
