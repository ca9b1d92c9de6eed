package dev.slipway.runtime.allocation;

import java.util.Comparator;
import java.util.List;

/**
 * Pieces of one host that together serve a request, and how good they are.
 *
 * @param host where
 * @param pieces as many as were asked for
 * @param size of all of them
 * @param leftOver of all of them
 * @param unused pieces of the host that would serve as well and stay free: a full host is left for large requests
 * @param distance between each two, in {@link dev.slipway.runtime.gpu.Link#steps}
 */
record Choice(String host, List<Piece> pieces, long size, long leftOver, int unused, int distance) {
    private static final Comparator<Choice> ORDER = Comparator.comparingLong(Choice::size)
            .thenComparingLong(Choice::leftOver)
            .thenComparingInt(Choice::unused)
            .thenComparingInt(Choice::distance);

    boolean isBetterThan(Choice other) {
        return ORDER.compare(this, other) < 0;
    }
}
