package dev.slipway.watch;

import java.util.List;

/**
 * Fired when other processes have changed something.
 *
 * @param ids of what; {@link ChangeSignal#ALL} among them: anything may have changed
 */
public record ChangedElsewhere(List<String> ids) {
    /** Whether it may be of the thing of this id. */
    public boolean mayBeOf(String id) {
        return ids.contains(id) || ids.contains(ChangeSignal.ALL);
    }
}
