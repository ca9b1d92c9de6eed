package dev.slipway.container;

import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.container.Limits;
import java.util.Map;
import java.util.Optional;

/**
 * What a holder has of its own in a container of an image's server.
 *
 * @param hostname the name it sees itself by, a DNS label
 * @param user whom its programs run as
 * @param environment variables that its owner set
 * @param token the secret between its server and who asks it
 * @param tmp a {@code /tmp} on the host's disk; empty: it is in memory
 * @param gpus what it leases
 */
public record Terms(
        String hostname,
        ContainerUser user,
        Limits limits,
        Map<String, String> environment,
        String token,
        Optional<HostFile> tmp,
        DeviceAccess gpus) {}
