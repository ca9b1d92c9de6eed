package dev.slipway.eviction;

import dev.slipway.catalogue.KeyColumns;
import dev.slipway.catalogue.VersionKey;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/** When a version was last needed. */
@Entity
@Table(name = "image_use")
class UseRow {
    @EmbeddedId
    KeyColumns key;

    Instant usedAt;

    VersionKey key() {
        return key.key();
    }
}
