package dev.slipway.queue;

import dev.slipway.holder.Holder;
import java.util.Collection;
import java.util.Map;

/** A room whose holders wait in the queue: it has a bean of this type. */
public interface QueueUser {
    /** The kind of this room's holders. */
    Holder.Kind kind();

    /** Looks at some of the room's holders that wait, outside of any transaction. Holders that no longer exist are left out. */
    Map<Holder, Waiting> look(Collection<Holder> holders);
}
