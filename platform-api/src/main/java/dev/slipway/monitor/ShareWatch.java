package dev.slipway.monitor;

import dev.slipway.gpu.Shares;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.notice.EventCode;
import dev.slipway.notice.Notice;
import dev.slipway.workspace.Condition;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceState;
import dev.slipway.workspace.WorkspaceStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells who takes more of a GPU's memory than their share, and whoever shares that GPU with them: no hardware holds them to it.
 * Administrators see these events with every workspace, the GPU's page, and a line of the platform's log.
 */
@ApplicationScoped
class ShareWatch {
    private static final Logger LOG = Logger.getLogger(ShareWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Condition EXCEEDED = new Condition(EventCode.SHARE_EXCEEDED, EventCode.SHARE_KEPT);
    private static final Condition BESIDE =
            new Condition(EventCode.NEIGHBOUR_EXCEEDS_SHARE, EventCode.NEIGHBOUR_KEEPS_SHARE);

    private final Shares shares;
    private final WorkspaceStore store;
    private Map<String, News> told = Map.of();

    ShareWatch(Shares shares, WorkspaceStore store) {
        this.shares = shares;
        this.store = store;
    }

    /**
     * What a holder is to know.
     *
     * @param exceeded the share of its own that it exceeds
     * @param beside the GPU on which a neighbour exceeds one
     */
    private record News(Optional<Shares.Taken> exceeded, Optional<Integer> beside) {
        /** Whether the other news says the same. The amount of memory does not count, since it changes all the time. */
        boolean says(@Nullable News other) {
            return other != null
                    && exceeded.isPresent() == other.exceeded.isPresent()
                    && beside.isPresent() == other.beside.isPresent();
        }
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(INTERVAL, "shares", Reach.PROCESS), this::look);
    }

    private void look() {
        shares.look();
        tellAll();
    }

    /** Tells each workspace its news. A workspace that does not run yet cannot be told, and is told at a later look. */
    private void tellAll() {
        Map<String, News> heard = new HashMap<>();
        news().forEach((holder, news) -> {
            if (news.says(told.get(holder)) || tell(new WorkspaceId(holder), news)) {
                heard.put(holder, news);
            }
        });
        told = heard;
    }

    private Map<String, News> news() {
        Map<Shares.Part, Shares.Taken> taken = shares.taken();
        return taken.keySet().stream()
                .map(Shares.Part::holder)
                .distinct()
                .collect(Collectors.toMap(holder -> holder, holder -> newsFor(holder, taken)));
    }

    private News newsFor(String holder, Map<Shares.Part, Shares.Taken> taken) {
        Map<Shares.Part, Shares.Taken> own = new HashMap<>(taken);
        own.keySet().removeIf(part -> !part.holder().equals(holder));
        return new News(
                own.values().stream().filter(Shares.Taken::isExceeded).findFirst(),
                own.entrySet().stream()
                        .filter(entry ->
                                shares.isExceededBeside(holder, entry.getKey().gpu()))
                        .map(entry -> entry.getValue().index())
                        .findFirst());
    }

    /** Returns false where the workspace does not run, and so could not be told. */
    private boolean tell(WorkspaceId id, News news) {
        Notice.Sighting own = news.exceeded().map(ShareWatch::exceeded).orElse(new Notice.ShareKept());
        Notice.Sighting beside = news.beside()
                .<Notice.Sighting>map(Notice.NeighbourExceedsShare::new)
                .orElse(new Notice.NeighbourKeepsShare());
        store.apply(id, standing -> {
            Optional<Transition> told = EXCEEDED.told(standing, own);
            told.ifPresent(change -> LOG.warnf(
                    "share of a GPU workspace=%s exceeded=%s",
                    id, news.exceeded().isPresent()));
            return told;
        });
        return store.apply(id, standing -> BESIDE.told(standing, beside))
                .filter(workspace -> workspace.state() == WorkspaceState.RUNNING)
                .isPresent();
    }

    private static Notice.Sighting exceeded(Shares.Taken taken) {
        return new Notice.ShareExceeded(
                taken.index(), taken.memory().value(), taken.share().value());
    }
}
