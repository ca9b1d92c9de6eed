package dev.slipway.runtime.allocation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Chooses pieces of one host: the best of all sets where there are not too many, else the best by a greedy walk. */
final class Selection {
    /** C(16, 8) sets: hosts of up to 16 GPUs are searched through. */
    private static final long MOST_SETS = 12_870;

    private final Offer offer;
    private final List<Piece> pieces;
    private final int count;

    private Selection(Offer offer, List<Piece> pieces, int count) {
        this.offer = offer;
        this.pieces = pieces;
        this.count = count;
    }

    static Choice best(Offer offer, List<Piece> pieces, int count) {
        Selection selection = new Selection(offer, pieces, count);
        return sets(pieces.size(), count) <= MOST_SETS ? selection.ofAll() : selection.greedy();
    }

    private Choice ofAll() {
        int[] chosen = new int[count];
        Arrays.setAll(chosen, i -> i);
        Choice best = choice(chosen);
        while (next(chosen)) {
            Choice choice = choice(chosen);
            if (choice.isBetterThan(best)) {
                best = choice;
            }
        }
        return best;
    }

    /** The next set in lexicographic order; false: that was the last. */
    private boolean next(int[] chosen) {
        int i = count - 1;
        while (i >= 0 && chosen[i] == pieces.size() - count + i) {
            i--;
        }
        if (i < 0) {
            return false;
        }
        chosen[i]++;
        for (int j = i + 1; j < count; j++) {
            chosen[j] = chosen[j - 1] + 1;
        }
        return true;
    }

    /** The cheapest piece, then again and again the one that is closest to those taken among the cheapest. */
    private Choice greedy() {
        List<Piece> left = new ArrayList<>(pieces);
        List<Piece> taken = new ArrayList<>();
        while (taken.size() < count) {
            Piece next = left.stream()
                    .min(Comparator.comparingLong(Piece::size)
                            .thenComparingLong(Piece::leftOver)
                            .thenComparingInt(piece -> distance(piece, taken)))
                    .orElseThrow();
            left.remove(next);
            taken.add(next);
        }
        return choice(taken);
    }

    private Choice choice(int[] chosen) {
        List<Piece> set = new ArrayList<>(count);
        for (int index : chosen) {
            set.add(pieces.get(index));
        }
        return choice(set);
    }

    private Choice choice(List<Piece> set) {
        long size = 0;
        long leftOver = 0;
        int distance = 0;
        for (int i = 0; i < set.size(); i++) {
            size += set.get(i).size();
            leftOver += set.get(i).leftOver();
            distance += distance(set.get(i), set.subList(0, i));
        }
        return new Choice(offer.host(), set, size, leftOver, pieces.size() - count, distance);
    }

    private int distance(Piece piece, List<Piece> others) {
        int distance = 0;
        for (Piece other : others) {
            if (!piece.gpu().uuid().equals(other.gpu().uuid())) {
                distance += offer.topology()
                        .between(piece.gpu().uuid(), other.gpu().uuid())
                        .steps();
            }
        }
        return distance;
    }

    private static long sets(int of, int count) {
        long sets = 1;
        for (int i = 0; i < Math.min(count, of - count); i++) {
            sets = sets * (of - i) / (i + 1);
            if (sets > MOST_SETS) {
                return sets;
            }
        }
        return sets;
    }
}
