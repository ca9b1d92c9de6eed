package dev.slipway.catalogue;

import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A version that nobody should begin with. */
@Entity
@Table(name = "image_deprecation")
class DeprecationRow {
    @EmbeddedId
    KeyColumns key;

    String reason;

    /** Null: it is not known who said so. */
    @Nullable
    String byId;

    String byName;
    Instant at;

    VersionKey key() {
        return key.key();
    }

    ImageStore.Deprecation deprecation() {
        return new ImageStore.Deprecation(reason, byName, at);
    }
}
