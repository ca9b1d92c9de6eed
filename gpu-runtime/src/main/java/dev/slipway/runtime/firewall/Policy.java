package dev.slipway.runtime.firewall;

import dev.slipway.runtime.network.Subnet;
import java.util.List;
import java.util.Optional;

/**
 * What an administrator lets workspaces and builds reach.
 *
 * @param egress what they reach outside the host
 * @param allowed what they reach beside that, this host's own services among it
 * @param bounds how many connections each bridge has
 * @param resolver the address of this host's at which a name server of Slipway's own answers them, in four numbers; empty: they
 *     ask the host's name servers themselves
 */
public record Policy(Egress egress, List<Service> allowed, ConnectionBounds bounds, Optional<String> resolver) {
    public Policy {
        allowed = List.copyOf(allowed);
        resolver.ifPresent(address -> Subnet.parse(address + "/32")); // refuses what is no address
    }
}
