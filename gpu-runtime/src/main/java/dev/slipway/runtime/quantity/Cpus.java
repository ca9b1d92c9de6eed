package dev.slipway.runtime.quantity;

import java.math.BigDecimal;

/**
 * A share of processors, in thousandths of one, from a hundredth of a processor up: 1.5 processors are 1500.
 *
 * @param millis thousandths of a processor, 10 or more
 */
public record Cpus(int millis) implements Comparable<Cpus> {
    public Cpus {
        if (millis < 10) {
            throw new IllegalArgumentException("a container needs at least 0.01 processors");
        }
    }

    /**
     * Reads a number of processors such as 0.5 or 2.
     *
     * @param processors processors, to three decimals
     * @throws IllegalArgumentException when fewer than 0.01, more than two million, or finer than a thousandth
     */
    public static Cpus of(BigDecimal processors) {
        try {
            return new Cpus(processors.movePointRight(3).intValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("not a number of processors, to three decimals", e);
        }
    }

    public BigDecimal processors() {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros();
    }

    /** The quota as the engine counts it, in billionths of a processor. */
    public long nanos() {
        return millis * 1_000_000L;
    }

    @Override
    public int compareTo(Cpus other) {
        return Integer.compare(millis, other.millis);
    }

    @Override
    public String toString() {
        return processors().toPlainString();
    }
}
