package dev.slipway.runtime.allocation;

import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.MigInstance;
import dev.slipway.runtime.quantity.Bytes;

/**
 * Something that would serve, and what taking it costs: the size of what is taken or opened, then what is left over beside
 * it, the smaller the better.
 *
 * @param gpu of this GPU
 * @param grant what its taker gets
 * @param size in bytes
 * @param leftOver in bytes of a share, in instances of a MIG GPU, zero of a whole GPU
 */
record Piece(Gpu gpu, Grant grant, long size, long leftOver) {
    static Piece whole(Gpu gpu) {
        return new Piece(gpu, new Grant.Whole(gpu.uuid()), gpu.memory().value(), 0);
    }

    /** A GPU that is shared already costs nothing to open. */
    static Piece share(Offer.Card card, Bytes memory, long shareable) {
        long size = card.grants().isEmpty() ? card.gpu().memory().value() : 0;
        return new Piece(card.gpu(), new Grant.Share(card.gpu().uuid(), memory), size, shareable - memory.value());
    }

    static Piece instance(Gpu gpu, MigInstance instance, int free) {
        return new Piece(
                gpu,
                new Grant.Instance(gpu.uuid(), instance.uuid()),
                instance.memory().value(),
                free - 1L);
    }
}
