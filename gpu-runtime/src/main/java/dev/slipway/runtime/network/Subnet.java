package dev.slipway.runtime.network;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 network as CIDR writes it (RFC 4632).
 *
 * @param address its first address, big-endian; no bit behind the prefix is set
 * @param prefix 0 to 32
 */
public record Subnet(int address, int prefix) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

    public Subnet {
        if (prefix < 0 || prefix > 32 || (address & ~mask(prefix)) != 0) {
            throw new IllegalArgumentException(
                    "not a network: address %08x with a prefix of %d bits".formatted(address, prefix));
        }
    }

    /**
     * Reads {@code 10.213.0.0/16}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Subnet parse(CharSequence text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an IPv4 network such as 10.213.0.0/16: " + text);
        }
        int address = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(matcher.group(i));
            if (octet > 255) {
                throw new IllegalArgumentException("not an IPv4 network such as 10.213.0.0/16: " + text);
            }
            address = address << 8 | octet;
        }
        return new Subnet(address, Integer.parseInt(matcher.group(5)));
    }

    /** Whether any address is in both. */
    public boolean overlaps(Subnet other) {
        int shared = mask(Math.min(prefix, other.prefix));
        return (address & shared) == (other.address & shared);
    }

    /**
     * The part of this network at an index.
     *
     * @param longer the part's prefix, at least this network's
     * @param index 0 to {@link #parts} of that prefix, exclusively
     */
    Subnet part(int longer, int index) {
        return new Subnet(address | index << (32 - longer), longer);
    }

    /** How many parts of a longer prefix it has, at most 2^30. */
    int parts(int longer) {
        return 1 << Math.min(30, longer - prefix);
    }

    static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    @Override
    public String toString() {
        return "%d.%d.%d.%d/%d"
                .formatted(address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255, prefix);
    }
}
