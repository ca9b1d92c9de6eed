package dev.slipway.runtime.engine;

/**
 * A bridge of its own for one workspace. Traffic between its members is off, and it has no IPv6.
 *
 * @param id its id
 * @param bridge the name of the host's interface, at most 15 characters ({@code IFNAMSIZ}); the firewall's rules match on its prefix
 */
public record NetworkSpec(ResourceId id, String bridge) {
    public NetworkSpec {
        if (!bridge.matches("[a-z0-9-]{1,15}")) {
            throw new IllegalArgumentException("not the name of a bridge: " + bridge);
        }
    }
}
