package dev.slipway.runtime.quantity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory or storage in bytes, zero or more. Written with a binary unit as Kubernetes writes quantities ({@code 512Mi},
 * {@code 8Gi}), so that no one has to guess whether a G is a billion.
 *
 * @param value the amount in bytes, 0 to {@link Long#MAX_VALUE}
 */
public record Bytes(long value) implements Comparable<Bytes> {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18})(Ki|Mi|Gi|Ti)?");
    private static final String[] UNITS = {"", "Ki", "Mi", "Gi", "Ti"};

    public Bytes {
        if (value < 0) {
            throw new IllegalArgumentException("an amount of bytes is zero or more, not " + value);
        }
    }

    public static Bytes ofMebi(long mebibytes) {
        return new Bytes(Math.multiplyExact(mebibytes, 1L << 20));
    }

    public static Bytes ofGibi(long gibibytes) {
        return new Bytes(Math.multiplyExact(gibibytes, 1L << 30));
    }

    /**
     * Reads {@code 1048576}, {@code 512Mi}, {@code 8Gi}.
     *
     * @throws IllegalArgumentException when the text is no such quantity or is over {@link Long#MAX_VALUE} bytes
     */
    public static Bytes parse(String text) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size such as 512Mi or 8Gi");
        }
        long factor = matcher.group(2) == null ? 1 : factorOf(matcher.group(2));
        try {
            return new Bytes(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("larger than any size here", e);
        }
    }

    private static long factorOf(String unit) {
        return switch (unit) {
            case "Ki" -> 1L << 10;
            case "Mi" -> 1L << 20;
            case "Gi" -> 1L << 30;
            default -> 1L << 40;
        };
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(value, other.value);
    }

    /** The largest unit that loses nothing: {@code 1536Mi}, {@code 2Gi}, {@code 1000}. */
    @Override
    public String toString() {
        long amount = value;
        int unit = 0;
        while (amount != 0 && amount % 1024 == 0 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        return amount + UNITS[unit];
    }
}
