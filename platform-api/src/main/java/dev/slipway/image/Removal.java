package dev.slipway.image;

import dev.slipway.audit.AuditTrail;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Takes images from the engine, each with an entry in the audit trail: what cannot be written down is not removed. */
@ApplicationScoped
class Removal {
    /** An engine takes its time for images of many layers. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Database database;
    private final AuditTrail audit;
    private final ContainerEngine engine;

    Removal(Database database, AuditTrail audit, ContainerEngine engine) {
        this.database = database;
        this.audit = audit;
        this.engine = engine;
    }

    /** Takes the entry of an image back that has names of someone else's. */
    private static final class Stays extends RuntimeException {
        private static final long serialVersionUID = 1L;
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
        try {
            database.transact(LONGEST, () -> {
                audit.add(Person.SLIPWAY, action, subject, detail); // first: it may fail
                names.forEach(engine::removeImage);
                if (engine.findImage(image).isPresent()) {
                    throw new Stays();
                }
            });
            return true;
        } catch (Stays e) {
            return false;
        }
    }
}
