package dev.slipway.eviction;

import dev.slipway.audit.AuditTrail;
import dev.slipway.catalogue.ImageChanges;
import dev.slipway.identity.Person;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Takes images from the engine, each with an entry in the audit trail: while none can be written, nothing is removed. */
@ApplicationScoped
class Removal {
    private final AuditTrail audit;
    private final Images images;
    private final ImageChanges changes;

    Removal(AuditTrail audit, Images images, ImageChanges changes) {
        this.audit = audit;
        this.images = images;
        this.changes = changes;
    }

    /**
     * Removes names of an image.
     *
     * @param image how the engine finds it, whatever names it has
     * @param action of the entry, such as {@code image.evict}
     * @return whether the image went with them; only then is there an entry
     * @throws EngineException when the engine keeps them
     */
    boolean remove(List<ImageReference> names, ImageReference image, String action, String subject, String detail) {
        audit.requireRoom(Person.SLIPWAY, action, subject, detail);
        try {
            names.forEach(images::remove);
        } finally {
            changes.tell(); // some of the names may be gone
        }
        if (images.find(image).isPresent()) {
            return false; // it has names of someone else's
        }
        audit.addDone(Person.SLIPWAY, action, subject, detail);
        return true;
    }
}
