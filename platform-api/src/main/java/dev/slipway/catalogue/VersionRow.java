package dev.slipway.catalogue;

import dev.slipway.catalog.ImageVersion;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A version that was registered. */
@Entity
@Table(name = "image_version")
class VersionRow {
    @EmbeddedId
    KeyColumns key;

    /** As a catalogue file has it, in JSON. */
    @JdbcTypeCode(SqlTypes.JSON)
    String definition;

    /** Null: it is not known who registered it. */
    @Nullable
    String byId;

    String byName;
    Instant registeredAt;

    ImageVersion version() {
        return ImageVersion.read(definition);
    }
}
