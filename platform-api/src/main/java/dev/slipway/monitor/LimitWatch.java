package dev.slipway.monitor;

import dev.slipway.monitor.ReachedLimits.Reached;
import dev.slipway.notice.WorkspaceAlert;
import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.host.ContainerMeters;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceEvent;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells owners when a workspace came to a limit within which it runs on: a program killed for memory, processes that could not
 * begin. No engine tells it, and in a notebook it looks like a kernel that died for no reason. The kernel counts it for as long
 * as the container is there, so that a platform that was down meanwhile tells it too.
 */
@ApplicationScoped
public class LimitWatch {
    private static final Logger LOG = Logger.getLogger(LimitWatch.class);

    /** What goes on is told again no sooner than this, with how often it was in all. */
    private static final Duration BETWEEN_EVENTS = Duration.ofMinutes(10);

    private final WorkspaceStore store;
    private volatile Map<WorkspaceId, List<Told>> known = Map.of();

    LimitWatch(WorkspaceStore store) {
        this.store = store;
    }

    /**
     * What an owner was told.
     *
     * @param run of which container, from which start
     * @param toldOf how often it had been when the last event was written
     */
    private record Told(String run, Reached reached, long toldOf, Instant at) {}

    /** What a workspace's owner should know of its present start, as far as it was looked at. */
    public List<WorkspaceAlert> alertsOf(Workspace workspace) {
        Instant start = workspace.times().stateSince();
        return known.getOrDefault(workspace.id(), List.of()).stream()
                .filter(told -> !told.at().isBefore(start))
                .map(told -> new WorkspaceAlert(
                        told.reached().code(),
                        told.reached().what(),
                        told.reached().message(),
                        told.at()))
                .toList();
    }

    /** Looks at all containers that there are. One caller at a time. */
    public void look(List<Container> containers) {
        Map<WorkspaceId, List<Told>> seen = new HashMap<>();
        for (Container container : containers) {
            if (container.state() instanceof ContainerState.Running running
                    && WorkspaceId.isValid(container.id().value())) {
                WorkspaceId id = new WorkspaceId(container.id().value());
                List<Told> told = look(id, container.engineId() + running.since(), running.pid());
                if (!told.isEmpty()) {
                    seen.put(id, told);
                }
            }
        }
        known = Map.copyOf(seen);
    }

    private List<Told> look(WorkspaceId id, String run, long pid) {
        List<Told> told = new ArrayList<>();
        ContainerMeters.of(pid)
                .map(meters -> ReachedLimits.in(meters.memory(), meters.processes()))
                .orElse(List.of())
                .forEach(reached -> tell(id, run, reached).ifPresent(told::add));
        return told;
    }

    /** Returns empty where the owner could not be told now; a later look tries again. */
    private Optional<Told> tell(WorkspaceId id, String run, Reached reached) {
        Optional<Told> before = known.getOrDefault(id, List.of()).stream()
                .filter(told -> told.run().equals(run) && told.reached().code() == reached.code())
                .findFirst();
        if (before.filter(told -> told.toldOf() == reached.count()).isPresent()) {
            return before;
        }
        AtomicReference<@Nullable Told> after = new AtomicReference<>();
        store.apply(id, standing -> {
            if (!standing.runs()) {
                return Optional.empty();
            }
            Optional<WorkspaceEvent> last = standing.last(reached.code());
            Optional<Told> earlier = last.flatMap(event -> earlier(event, standing.now, run, reached, before));
            after.set(earlier.orElse(new Told(run, reached, reached.count(), standing.now)));
            if (earlier.isPresent()) {
                return Optional.empty();
            }
            LOG.infof(
                    "limit reached workspace=%s code=%s count=%d",
                    id, reached.code().word(), reached.count());
            return Optional.of(new Transition.Noticed(reached.what()));
        });
        return Optional.ofNullable(after.get());
    }

    /** What an earlier event has told of this limit, if the owner need not be told again; empty: a new event is due. */
    private static Optional<Told> earlier(
            WorkspaceEvent last, Instant now, String run, Reached reached, Optional<Told> before) {
        if (last.message().equals(reached.message())) {
            // Another process has told of it, or an earlier one.
            return Optional.of(new Told(run, reached, reached.count(), last.at()));
        }
        if (last.at().plus(BETWEEN_EVENTS).isAfter(now)) {
            return Optional.of(new Told(run, reached, before.map(Told::toldOf).orElse(0L), last.at()));
        }
        return Optional.empty();
    }
}
