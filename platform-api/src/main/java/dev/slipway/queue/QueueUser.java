package dev.slipway.queue;

import dev.slipway.holder.Holder;
import java.util.Collection;
import java.util.Map;

/** A room whose holders wait in the queue: it has a bean of this type. */
public interface QueueUser {
    /** Of its holders. */
    Holder.Kind kind();

    /** Looks at some that wait, outside of any transaction; those that are no more are left out. */
    Map<Holder, Waiting> look(Collection<Holder> holders);
}
