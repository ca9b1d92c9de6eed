package dev.slipway.catalogue;

import dev.slipway.catalog.registry.Digest;
import dev.slipway.catalog.registry.ImageConfig;
import dev.slipway.catalog.registry.Layer;
import dev.slipway.catalog.registry.RegistryReference;
import dev.slipway.catalog.registry.ResolvedImage;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Which exact image a version is. */
@Entity
@Table(name = "image_pin")
class PinRow {
    @EmbeddedId
    KeyColumns key;

    RegistryReference reference;
    Digest digest;
    Digest imageId;

    @JdbcTypeCode(SqlTypes.JSON)
    List<Layer> layers;

    @JdbcTypeCode(SqlTypes.JSON)
    ImageConfig config;

    Instant pinnedAt;

    @Nullable
    Digest movedTo;

    /** When it was last compared with its registry. */
    Instant lookedAt;

    static PinRow of(KeyColumns key, ResolvedImage image, Instant now) {
        PinRow row = new PinRow();
        row.key = key;
        row.reference = image.reference();
        row.digest = image.digest();
        row.imageId = image.id();
        row.layers = image.layers();
        row.config = image.config();
        row.pinnedAt = now;
        row.lookedAt = now;
        return row;
    }

    VersionKey key() {
        return key.key();
    }

    Pin pin() {
        return new Pin(reference, digest, imageId, layers, config, pinnedAt, Optional.ofNullable(movedTo));
    }
}
