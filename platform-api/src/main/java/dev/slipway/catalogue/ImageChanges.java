package dev.slipway.catalogue;

import dev.slipway.database.Database;
import dev.slipway.watch.ChangeSignal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

/** Tells that something is otherwise of the catalogue, of its versions, or of the engine's images, to all processes. */
@ApplicationScoped
public class ImageChanges {
    private static final String WORD = "images";

    private final ChangeSignal signal;
    private final Event<VersionRemoved> removed;

    ImageChanges(ChangeSignal signal, Event<VersionRemoved> removed) {
        this.signal = signal;
        this.removed = removed;
    }

    /** Something is, from the end of the caller's transaction on, where there is one. */
    public void tell() {
        Database.afterCommit(() -> signal.raise(WORD));
    }

    /** A version is removed, within the caller's transaction: who keeps something of it removes that too. */
    void remove(VersionKey key) {
        removed.fire(new VersionRemoved(key));
        tell();
    }

    /** A number that grows with everything that images are shown by, and with more: with every change of whatever there is. */
    public long count() {
        return signal.seen(ChangeSignal.ANYTHING);
    }
}
