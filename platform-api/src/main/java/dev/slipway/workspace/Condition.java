package dev.slipway.workspace;

/**
 * Something that holds of a running workspace for a while. One event says that it begins and another that it is over; which of
 * them came last is kept with the events, so that every platform process, and the next one, knows whether it was told.
 *
 * @param begins the code of the event with which it begins
 * @param ends the code of the event with which it is over
 */
record Condition(String begins, String ends) {
    /**
     * Tells what has changed, if it has.
     *
     * @param holds whether it holds now
     * @param message what to say of that
     * @return whether it was told now
     */
    boolean tell(WorkspaceStore.Change change, boolean holds, String message) {
        if (change.row.state != WorkspaceState.RUNNING || change.stands(begins, ends) == holds) {
            return false;
        }
        change.event(holds ? begins : ends, message);
        return true;
    }
}
