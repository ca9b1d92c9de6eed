package dev.slipway.runtime.gpu;

import java.util.Map;

/** How close each two GPUs of a host are. */
public record Topology(Map<Pair, Link> links) {
    /** Nothing is known: all are equally far. */
    public static final Topology UNKNOWN = new Topology(Map.of());

    /** Two GPUs, in either order. */
    public record Pair(GpuUuid one, GpuUuid other) {
        public Pair {
            if (one.compareTo(other) > 0) {
                GpuUuid swapped = one;
                one = other;
                other = swapped;
            }
        }
    }

    public Topology {
        links = Map.copyOf(links);
    }

    public Link between(GpuUuid one, GpuUuid other) {
        return links.getOrDefault(new Pair(one, other), Link.SYSTEM);
    }
}
