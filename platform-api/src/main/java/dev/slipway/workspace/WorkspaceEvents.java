package dev.slipway.workspace;

import dev.slipway.holder.HolderEvents;
import dev.slipway.holder.HolderEvents.Told;
import dev.slipway.notice.EventCode;
import dev.slipway.notice.Notice;
import dev.slipway.notice.Params;
import dev.slipway.notice.Sentences;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps what happened to workspaces, and finds what was told last. */
@ApplicationScoped
public class WorkspaceEvents {
    private final HolderEvents events;
    private final Params params;

    WorkspaceEvents(HolderEvents events, Params params) {
        this.events = events;
        this.params = params;
    }

    /** Adds what tells a change, if something does, within the caller's transaction. */
    void add(Transition.Outcome outcome, Instant now) {
        outcome.event()
                .ifPresent(told -> events.add(
                        outcome.workspace().holder(),
                        new Told(
                                now,
                                outcome.workspace().state().name(),
                                EventCode.of(told).word(),
                                params.written(told),
                                Sentences.of(told))));
    }

    /** What happened after one of its events, in order. */
    public List<WorkspaceEvent> after(WorkspaceId id, long event, int most) {
        return events.after(id.holder(), event, most).stream().map(this::event).toList();
    }

    /** When a condition began and was over, in order. */
    public List<WorkspaceEvent> of(WorkspaceId id, Condition condition) {
        return events
                .of(
                        id.holder(),
                        Set.of(condition.begins().word(), condition.ends().word()))
                .stream()
                .map(this::event)
                .toList();
    }

    /** The last event of a code since its container was started. */
    Optional<WorkspaceEvent> last(WorkspaceId id, EventCode code) {
        return events.last(id.holder(), Set.of(code.word(), EventCode.STARTED.word()))
                .map(this::event)
                .filter(event -> event.code() == code);
    }

    /** Whether a condition was told to have begun, and neither to be over nor its container to be started since. */
    boolean hold(WorkspaceId id, Condition condition) {
        String begins = condition.begins().word();
        return events.last(id.holder(), Set.of(begins, condition.ends().word(), EventCode.STARTED.word()))
                .filter(event -> event.told().code().equals(begins))
                .isPresent();
    }

    private WorkspaceEvent event(HolderEvents.Event event) {
        Told told = event.told();
        EventCode code = EventCode.parse(told.code());
        return new WorkspaceEvent(
                event.id(),
                told.at(),
                WorkspaceState.valueOf(told.state()),
                code,
                params.read(code, Notice.Event.class, told.params()),
                told.message());
    }
}
