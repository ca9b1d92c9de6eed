package dev.slipway.launch;

import dev.slipway.home.HomeOwner;
import dev.slipway.home.Homes;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.notice.Notice;
import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Homes from before each owner had a uid, or that were put back from a copy: they are given to their owners one by one from the
 * platform's start on, and at a launch at the latest, which waits for that. No home is given away under what runs in it.
 */
@ApplicationScoped
class OldHomes {
    private static final Logger LOG = Logger.getLogger(OldHomes.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
    private static final Duration FOR_EVER = Duration.ofDays(1);

    /** What a launch waits itself: thousands of files take no longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Homes homes;
    private final WorkspaceStore store;
    private final Containers containers;
    private final Volumes volumes;
    private final Set<String> troubled = new HashSet<>();

    OldHomes(Homes homes, WorkspaceStore store, Containers containers, Volumes volumes) {
        this.homes = homes;
        this.store = store;
        this.containers = containers;
        this.volumes = volumes;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        Schedule schedule =
                Schedule.every(BETWEEN_LOOKS, "old-homes", Reach.HOST).withRoundsOf(FOR_EVER.plusHours(1));
        loops.begin(schedule, this::settleAll);
    }

    private void settleAll() throws InterruptedException {
        List<String> owners = homes.ownersToBeSettled();
        Set<ResourceId> made = owners.isEmpty() ? Set.of() : Set.copyOf(volumes.list());
        for (String owner : owners) {
            if (made.contains(Homes.volumeOf(owner)) && !troubled.contains(owner)) {
                try {
                    settle(owner);
                } catch (EngineException.Unavailable e) {
                    throw e;
                } catch (EngineException e) {
                    troubled.add(owner); // its next launch says so to its owner
                    LOG.warnf("home not given owner=%s cause=%s", owner, e.getMessage());
                }
            }
        }
    }

    private void settle(String ownerId) throws InterruptedException {
        Path home = volumes.ensure(Homes.volumeOf(ownerId));
        // A home that is being filled for a launch is that launch's to give. There is no such launch where something is
        // in the home and its owner asks for nothing.
        if (!homes.isEmpty(home) && homes.ownersToBeSettled().contains(ownerId)) {
            homes.move(homes.ownerOf(ownerId), home, FOR_EVER);
        }
    }

    /**
     * Gives what is in an owner's home to the owner's uid.
     *
     * @return what is waited for; empty: the home is the owner's, or empty still
     */
    Optional<Notice.WaitsForHome> waitsFor(Workspace workspace, HomeOwner owner, Path home)
            throws InterruptedException {
        if (homes.isEmpty(home)) {
            return Optional.empty();
        }
        Optional<Workspace> another = runningBeside(workspace);
        if (homes.ownerOf(owner.id()).isSettled()) {
            return Optional.empty();
        }
        if (another.isPresent()) {
            return Optional.of(new Notice.WaitsForHome(another.get().spec().name()));
        }
        return homes.move(owner, home, PATIENCE) ? Optional.empty() : Optional.of(new Notice.WaitsForHome(null));
    }

    private Optional<Workspace> runningBeside(Workspace workspace) {
        return store.activeBeside(workspace).stream()
                .filter(other -> containers
                        .find(other.id().resource())
                        .map(Container::state)
                        .filter(ContainerState.Running.class::isInstance)
                        .isPresent())
                .findFirst();
    }
}
