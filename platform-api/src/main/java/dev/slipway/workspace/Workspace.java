package dev.slipway.workspace;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.holder.Holder;
import dev.slipway.identity.Person;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A workspace as its row tells.
 *
 * @param reference the catalogue's name of its image
 * @param digest the exact image that it runs
 * @param gpus the GPUs that it asks for; empty: none
 * @param desired what its owner wants
 * @param state where it stands
 * @param generation the start that is wanted, counted from 1
 * @param observedGeneration the start that its container was made for, 0 before the first
 * @param serverToken the secret between the proxy and its server
 * @param address where its server listens, {@code host:port}, while it runs
 * @param stateSince when it came to its state
 * @param idleTimeout how long it may do nothing before it is stopped; empty: for ever
 * @param activeAt when it last did something, as far as it was looked at
 * @param revision counts its changes
 */
public record Workspace(
        WorkspaceId id,
        String ownerId,
        String ownerName,
        String name,
        ImageName image,
        VersionName version,
        ImageReference reference,
        ImageReference digest,
        Limits limits,
        Optional<GpuRequest> gpus,
        Map<String, String> environment,
        String hostname,
        DesiredState desired,
        WorkspaceState state,
        Optional<StateReason> reason,
        int generation,
        int observedGeneration,
        String serverToken,
        Optional<String> address,
        Instant createdAt,
        Instant stateSince,
        Optional<Instant> startedAt,
        Optional<Instant> lastActivityAt,
        Optional<Duration> idleTimeout,
        Optional<Instant> activeAt,
        long revision) {
    /** What its container, its network, its GPUs, its log and its events are held by. */
    Holder holder() {
        return id.holder();
    }

    /** Whose it is. */
    public Person owner() {
        return new Person(ownerId, ownerName);
    }

    /** Whether it will run, as far as anyone knows, and does not yet. */
    public boolean isOnItsWay() {
        return desired == DesiredState.RUNNING && state != WorkspaceState.RUNNING;
    }
}
