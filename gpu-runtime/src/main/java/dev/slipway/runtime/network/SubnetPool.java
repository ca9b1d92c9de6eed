package dev.slipway.runtime.network;

import dev.slipway.runtime.label.ResourceId;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The range out of which workspaces' networks take their addresses. Docker's own default pools hold 31 networks, and it takes
 * whole /16 networks from them (<a href="https://docs.docker.com/engine/network/#subnet-allocation">subnet allocation</a>);
 * a /16 range holds 4096 workspaces.
 */
public final class SubnetPool {
    /** That of the smallest network, of 16 addresses. */
    private static final int LONGEST_PREFIX = 28;

    private static final int MOST_CANDIDATES = 64;

    private final Subnet range;
    private final Path routes;

    /**
     * A pool of all networks of a range.
     *
     * @param range a private network of the site's that nothing else uses, /28 or larger
     */
    public SubnetPool(Subnet range) {
        this(range, Path.of("/proc/net/route"));
    }

    SubnetPool(Subnet range, Path routes) {
        if (range.prefix() > LONGEST_PREFIX) {
            throw new IllegalArgumentException("a range of workspaces' networks is /28 or larger, not " + range);
        }
        this.range = range;
        this.routes = routes;
    }

    /**
     * Subnets to try for a network, the likeliest first; none overlaps a route that the host has now. Two networks rarely
     * begin with the same one, so that two processes seldom meet; where they do, the engine refuses the second.
     *
     * @param addresses how many the network has: a power of two, at least 16
     * @return empty where the host has a route to all of the range, so that it is somebody else's, or the range is smaller
     */
    public List<Subnet> candidates(ResourceId id, int addresses) {
        int prefix = Integer.numberOfLeadingZeros(addresses) + 1;
        if (prefix < range.prefix()) {
            return List.of();
        }
        List<Subnet> taken = HostRoutes.read(routes);
        int parts = range.parts(prefix);
        int first = Math.floorMod(id.hashCode() * 0x9E3779B9, parts);
        return IntStream.range(0, parts)
                .mapToObj(i -> range.part(prefix, (first + i) % parts))
                .filter(candidate -> taken.stream().noneMatch(candidate::overlaps))
                .limit(MOST_CANDIDATES)
                .toList();
    }

    @Override
    public String toString() {
        return range.toString();
    }
}
