package dev.slipway.monitor;

import dev.slipway.notice.EventCode;
import dev.slipway.notice.Notice;
import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.host.LoggedBytes;
import dev.slipway.runtime.quantity.Cpus;
import dev.slipway.workspace.Condition;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceEvent;
import dev.slipway.workspace.WorkspaceEvents;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceState;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Sees which workspaces flood their log, which costs the engine processor time that no limit of theirs counts: tells their
 * owner, and holds them to fewer processors where the administrator says so, until they calm down.
 */
@ApplicationScoped
public class LogFloods {
    private static final Logger LOG = Logger.getLogger(LogFloods.class);

    static final Condition FLOOD = new Condition(EventCode.LOG_FLOOD, EventCode.LOG_CALM);

    private final WorkspaceStore store;
    private final WorkspaceEvents events;
    private final Containers containers;
    private final MonitorConfig config;
    private final Clock clock;
    private final Optional<Cpus> few;

    /**
     * The shortest time over which a rate is measured, so that a brief burst is no flood: nine tenths of the sweep interval, since looks
     * are not exactly evenly spaced.
     */
    private final Duration window;

    private final Map<WorkspaceId, Mark> marks = new HashMap<>();
    private final Set<WorkspaceId> flooding = ConcurrentHashMap.newKeySet();

    /** The workspaces that get their whole limit of processors back when they calm down. */
    private final Set<WorkspaceId> slowed = new HashSet<>();

    LogFloods(WorkspaceStore store, WorkspaceEvents events, Containers containers, MonitorConfig config, Clock clock) {
        this.store = store;
        this.events = events;
        this.containers = containers;
        this.config = config;
        this.clock = clock;
        this.few = config.logFloodCpus().map(Cpus::of);
        this.window = config.sweepInterval().multipliedBy(9).dividedBy(10);
    }

    /**
     * What a container had written at a time.
     *
     * @param run of which container, from which start
     * @param judged whether its owner knows how it stands
     */
    private record Mark(String run, long bytes, long nanos, boolean judged) {}

    /** Looks at all containers that there are. One caller at a time. */
    public void look(List<Container> containers) {
        Map<WorkspaceId, Mark> seen = new HashMap<>();
        for (Container container : containers) {
            if (container.state() instanceof ContainerState.Running running
                    && WorkspaceId.isValid(container.id().value())) {
                WorkspaceId id = new WorkspaceId(container.id().value());
                String run = container.engineId() + running.since();
                LoggedBytes.of(running.pid())
                        .ifPresent(bytes -> seen.put(id, next(id, new Mark(run, bytes, System.nanoTime(), false))));
            }
        }
        marks.clear();
        marks.putAll(seen);
        flooding.retainAll(seen.keySet());
        slowed.retainAll(seen.keySet());
    }

    private Mark next(WorkspaceId id, Mark now) {
        Mark before = marks.get(id);
        if (before == null || !before.run().equals(now.run())) {
            flooding.remove(id);
            slowed.remove(id);
            return now;
        }
        Duration between = Duration.ofNanos(now.nanos() - before.nanos());
        if (between.compareTo(window) < 0) {
            return before;
        }
        long perSecond = (now.bytes() - before.bytes()) * 1000 / between.toMillis();
        boolean floods = perSecond > config.logRate() * 1024L;
        boolean known = before.judged() && floods == flooding.contains(id);
        if (floods) {
            flooding.add(id);
        } else {
            flooding.remove(id);
        }
        return new Mark(now.run(), now.bytes(), now.nanos(), known || judge(id, floods, perSecond));
    }

    /** Returns false where the owner could not be told or the limit could not be set now; a later look tries again. */
    private boolean judge(WorkspaceId id, boolean floods, long perSecond) {
        Notice.Sighting seen = floods
                ? new Notice.LogFlood(perSecond, config.logRate() * 1024L, few.isPresent())
                : new Notice.LogCalm();
        AtomicBoolean told = new AtomicBoolean();
        Optional<Workspace> running = store.apply(id, standing -> {
                    Optional<Transition> news = FLOOD.told(standing, seen);
                    told.set(news.isPresent());
                    return news;
                })
                .filter(found -> found.state() == WorkspaceState.RUNNING);
        if (told.get()) {
            LOG.infof("flood of a log workspace=%s floods=%s bytesPerSecond=%d", id, floods, perSecond);
        }
        if (floods || told.get()) {
            slowed.add(id);
        }
        return running.filter(workspace -> !slowed.contains(id) || hold(workspace, floods))
                .isPresent();
    }

    private boolean hold(Workspace workspace, boolean floods) {
        Cpus whole = workspace.spec().limits().cpus();
        try {
            if (few.isPresent()) {
                containers.limitCpus(
                        workspace.id().resource(), floods && few.get().compareTo(whole) < 0 ? few.get() : whole);
            }
        } catch (EngineException.Refused e) {
            LOG.warnf("a flooding workspace cannot be slowed workspace=%s cause=%s", workspace.id(), e.getMessage());
        } catch (EngineException e) {
            LOG.warnf("limit of a flooding workspace put off workspace=%s cause=%s", workspace.id(), e.getMessage());
            return false;
        }
        if (!floods) {
            slowed.remove(workspace.id());
        }
        return true;
    }

    /**
     * Tells for an instant whether lines written then may be missing from a workspace's log: those of its present flood and of earlier
     * ones.
     */
    Predicate<Instant> doubtful(WorkspaceId id) {
        List<WorkspaceEvent> told = events.of(id, FLOOD);
        // One look marks the beginning, a later one finds that it lasts.
        Duration seenAfter = config.sweepInterval().multipliedBy(2);
        Instant opened = clock.instant(); // a flood that begins later is not among these events
        return at -> during(told, seenAfter, at) || (at.isAfter(opened) && flooding.contains(id));
    }

    /**
     * Whether an instant lies within a flood: from some time before the event that reports the flood, until the event that says that it
     * is over.
     */
    static boolean during(List<WorkspaceEvent> told, Duration seenAfter, Instant at) {
        boolean doubtful = false;
        for (WorkspaceEvent event : told) {
            boolean begins = event.code() == FLOOD.begins();
            if (begins ? event.at().minus(seenAfter).isAfter(at) : event.at().isAfter(at)) {
                return doubtful;
            }
            doubtful = begins;
        }
        return doubtful;
    }
}
