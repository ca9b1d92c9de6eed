package dev.slipway.workspace;

import dev.slipway.notice.EventCode;
import dev.slipway.notice.Notice;
import java.util.Optional;

/**
 * Something that holds of a running workspace for a while. One event says that it begins and another that it is over; which of
 * them came last is kept with the events, so that every platform process, and the next one, knows whether it was told.
 *
 * @param begins the code of the event with which it begins
 * @param ends the code of the event with which it is over
 */
public record Condition(EventCode begins, EventCode ends) {
    /**
     * Tells what has changed; empty: it was told, or the workspace does not run.
     *
     * @param now that it begins, or that it is over
     */
    public Optional<Transition> told(WorkspaceStore.Standing standing, Notice.Sighting now) {
        boolean holds = EventCode.of(now) == begins;
        return standing.runs() && standing.holds(this) != holds
                ? Optional.of(new Transition.Noticed(now))
                : Optional.empty();
    }
}
