package dev.slipway.catalogue;

import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** What was seen in a version's image when it was started once. */
@Entity
@Table(name = "image_check")
class CheckRow {
    @EmbeddedId
    KeyColumns key;

    /** The engine's id of the image that was started. */
    String imageId;

    @JdbcTypeCode(SqlTypes.JSON)
    ImageCheck report;

    Instant at;

    VersionKey key() {
        return key.key();
    }

    ImageCheck report() {
        return report;
    }
}
