package dev.slipway.workspace;

import dev.slipway.catalogue.VersionKey;
import dev.slipway.holder.Holder;
import dev.slipway.identity.Person;
import dev.slipway.notice.StateReason;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.image.ImageReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A workspace as it is kept.
 *
 * @param owner whose it is
 * @param serverToken the secret between the proxy and its server
 * @param revision counts its changes
 * @param changes counts those that its owner or an administrator made, from 1
 */
public record Workspace(
        WorkspaceId id,
        Person owner,
        Spec spec,
        Status status,
        Times times,
        String serverToken,
        long revision,
        long changes) {
    /**
     * What its owner asked for. Its variables may be others at its next start; the rest stays.
     *
     * @param key the version that it is of
     * @param reference the catalogue's name of that image
     * @param gpus that it asks for; empty: none
     * @param environment the variables of its processes
     * @param hostname the name that it sees itself by
     * @param idleTimeout how long it may do nothing before it is stopped; empty: for ever
     */
    public record Spec(
            String name,
            VersionKey key,
            ImageReference reference,
            Limits limits,
            Optional<GpuRequest> gpus,
            Map<String, String> environment,
            String hostname,
            Optional<Duration> idleTimeout) {
        Spec withEnvironment(Map<String, String> other) {
            return new Spec(name, key, reference, limits, gpus, other, hostname, idleTimeout);
        }
    }

    /**
     * Where it stands, and what is wished of it.
     *
     * @param desired what its owner wants
     * @param reason why it does not go on; empty: it does
     * @param generation the start that is wanted, counted from 1
     * @param observedGeneration the start that its container was made for, 0 before the first
     * @param digest the exact image that it runs
     * @param endpoint where its server is reached, while it runs
     */
    public record Status(
            DesiredState desired,
            WorkspaceState state,
            Optional<StateReason> reason,
            int generation,
            int observedGeneration,
            ImageReference digest,
            Optional<Endpoint> endpoint) {}

    /**
     * When it came to what it is.
     *
     * @param stateSince when it came to its state
     * @param startedAt when it last came to run
     * @param lastActivityAt when its owner's browser last used it
     * @param activeAt when it last did something, as far as it was looked at
     */
    public record Times(
            Instant createdAt,
            Instant stateSince,
            Optional<Instant> startedAt,
            Optional<Instant> lastActivityAt,
            Optional<Instant> activeAt) {}

    /** What its container, its network, its GPUs, its log and its events are held by. */
    public Holder holder() {
        return id.holder();
    }

    /** What its owner wants of it. */
    public DesiredState desired() {
        return status.desired();
    }

    /** Where it stands. */
    public WorkspaceState state() {
        return status.state();
    }

    /** Whether it will run, as far as anyone knows, and does not yet. */
    public boolean isOnItsWay() {
        return desired() == DesiredState.RUNNING && state() != WorkspaceState.RUNNING;
    }
}
