package dev.slipway.catalogue;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import jakarta.persistence.Embeddable;

/** A version's place in the catalogue where it is a table's primary key: Hibernate converts no part of one. */
@Embeddable
public record KeyColumns(String image, String version) {
    public static KeyColumns of(VersionKey key) {
        return new KeyColumns(key.image().value(), key.version().value());
    }

    public VersionKey key() {
        return new VersionKey(new ImageName(image), new VersionName(version));
    }
}
