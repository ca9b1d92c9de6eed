package dev.slipway.image;

import dev.slipway.runtime.image.ImageReference;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A name in the engine that Slipway gave. */
@Entity
@Table(name = "image_brought")
class BroughtRow {
    @Id
    String name;

    /** Null: it is still being pulled or built. */
    @Nullable
    String imageId;

    String operation;

    @Nullable
    Instant keptUntil;

    Brought.Name name(Instant now) {
        return new Brought.Name(
                new ImageReference(name),
                Optional.ofNullable(imageId),
                operation,
                keptUntil != null && keptUntil.isAfter(now));
    }
}
