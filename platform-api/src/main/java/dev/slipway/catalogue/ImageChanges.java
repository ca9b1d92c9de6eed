package dev.slipway.catalogue;

import dev.slipway.database.Database;
import dev.slipway.watch.ChangeSignal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

/** Signals to all processes of the platform that the catalogue, its versions, or the engine's images have changed. */
@ApplicationScoped
public class ImageChanges {
    private static final String WORD = "images";

    private final ChangeSignal signal;
    private final Event<VersionRemoved> removed;

    ImageChanges(ChangeSignal signal, Event<VersionRemoved> removed) {
        this.signal = signal;
        this.removed = removed;
    }

    /** Signals a change, after the commit of the caller's transaction if there is one. */
    public void tell() {
        Database.afterCommit(() -> signal.raise(WORD));
    }

    /**
     * Signals that a version is removed. Within the caller's transaction, whatever keeps data of the version removes that too.
     */
    void remove(VersionKey key) {
        removed.fire(new VersionRemoved(key));
        tell();
    }

    /**
     * A number that grows with every change of anything in the platform, and so with every change of what images are shown by.
     */
    public long count() {
        return signal.seen(ChangeSignal.ANYTHING);
    }
}
