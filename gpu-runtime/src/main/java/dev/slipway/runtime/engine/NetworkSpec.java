package dev.slipway.runtime.engine;

import dev.slipway.runtime.label.ResourceId;

/**
 * A bridge of its own for one holder's containers. Traffic between its members is off, and it has no IPv6.
 *
 * @param id its id
 * @param bridge the name of the host's interface, at most 15 characters ({@code IFNAMSIZ}); the firewall's rules match on its prefix
 * @param addresses how many it has: a power of two, at least 16
 */
public record NetworkSpec(ResourceId id, String bridge, int addresses) {
    /** Of a network's addresses, its own, the one for all, and the gateway's are no container's. */
    private static final int RESERVED = 3;

    /** The fewest that a network has. */
    public static final int FEWEST_ADDRESSES = 16;

    private static final int MOST_CONTAINERS = 65_536 - RESERVED;

    public NetworkSpec {
        if (addresses < FEWEST_ADDRESSES || Integer.bitCount(addresses) != 1) {
            throw new IllegalArgumentException("not how many addresses a network has: " + addresses);
        }
        if (!bridge.matches("[a-z0-9-]{1,15}")) {
            throw new IllegalArgumentException("not the name of a bridge: " + bridge);
        }
    }

    /**
     * How many addresses a network of so many containers has.
     *
     * @param containers 1 to 65,533
     */
    public static int addressesFor(int containers) {
        if (containers < 1 || containers > MOST_CONTAINERS) {
            throw new IllegalArgumentException("not how many containers are in a network: " + containers);
        }
        return Math.max(FEWEST_ADDRESSES, Integer.highestOneBit(2 * (containers + RESERVED) - 1));
    }
}
