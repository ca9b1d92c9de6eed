package dev.slipway.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateNetworkCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.Network.Ipam;
import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.docker.api.EngineFaults;
import dev.slipway.runtime.docker.api.ObjectNames;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.firewall.FirewallException;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.network.Subnet;
import dev.slipway.runtime.network.SubnetPool;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The bridges of one installation, which the firewall guards by their names: a bridge is walled from the moment it exists. */
final class DockerNetworks implements Networks {
    private static final int MOST_TRIES = 5;

    private final DockerConnection connection;
    private final ObjectNames names;
    private final SubnetPool subnets;
    private final Firewall firewall;

    DockerNetworks(DockerConnection connection, ObjectNames names, SubnetPool subnets, Firewall firewall) {
        this.connection = connection;
        this.names = names;
        this.subnets = subnets;
        this.firewall = firewall;
    }

    @Override
    public boolean wall() {
        try {
            return firewall.enforce();
        } catch (FirewallException e) {
            throw new EngineException.Unavailable(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void wallWithin(Container container) {
        if (container.state() instanceof ContainerState.Running running && running.pid() != 0) {
            try {
                firewall.enforceWithin(running.pid());
            } catch (FirewallException e) {
                throw new EngineException.Unavailable(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Override
    public List<ResourceId> list() {
        return connection.call(
                client -> client.listNetworksCmd().withFilter("label", List.of(names.label())).exec().stream()
                        .map(Network::getLabels)
                        .flatMap(labels -> names.idIn(labels).stream())
                        .distinct()
                        .toList());
    }

    @Override
    public void ensure(NetworkSpec spec) {
        wall();
        connection.call(client -> {
            if (named(client, spec.id()).isEmpty()) {
                create(client, spec);
            }
            return "there";
        });
    }

    private void create(DockerClient client, NetworkSpec spec) {
        for (Subnet candidate : subnets.candidates(spec.id(), spec.addresses())) {
            if (isThereWith(candidate, client, spec)) {
                return;
            }
        }
        // The range is used up, or the site's own: the engine's pools may still have one.
        request(client, spec).exec();
    }

    /** Makes it, unless another process was first; false: the host has the subnet already. */
    private boolean isThereWith(Subnet subnet, DockerClient client, NetworkSpec spec) {
        for (int tries = 1; true; tries++) {
            try {
                request(client, spec)
                        .withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(subnet.toString())))
                        .exec();
                return true;
            } catch (DockerException e) {
                if (!named(client, spec.id()).isEmpty()) {
                    return true; // only the list tells
                }
                if (isSubnetTaken(e)) {
                    return false;
                }
                if (!EngineFaults.isDisturbed(String.valueOf(e.getMessage())) || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Docker: "Pool overlaps with other one on this address space"; Podman: "subnet … is already used on the host". */
    private static boolean isSubnetTaken(DockerException fault) {
        String message = String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("overlaps") || message.contains("already used");
    }

    private CreateNetworkCmd request(DockerClient client, NetworkSpec spec) {
        return client.createNetworkCmd()
                .withName(names.of(spec.id()))
                .withDriver("bridge")
                .withCheckDuplicate(true)
                .withEnableIpv6(false)
                .withLabels(names.labels(spec.id()))
                .withOptions(Map.of(
                        "com.docker.network.bridge.name",
                        spec.bridge(),
                        "com.docker.network.bridge.enable_icc",
                        "false"));
    }

    @Override
    public void remove(ResourceId id) {
        for (Network network : connection.call(client -> named(client, id))) {
            // Docker has had networks of one name; Podman takes one from under its containers when it is named by its
            // id.
            String name = connection.isPodman() ? names.of(id) : network.getId();
            connection.find(client -> client.removeNetworkCmd(name).exec());
        }
    }

    private List<Network> named(DockerClient client, ResourceId id) {
        String name = names.of(id);
        return client.listNetworksCmd().withNameFilter(name).exec().stream()
                .filter(network -> name.equals(network.getName()))
                .toList();
    }
}
