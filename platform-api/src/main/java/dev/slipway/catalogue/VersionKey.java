package dev.slipway.catalogue;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.runtime.image.ImageReference;
import jakarta.persistence.Embeddable;

/** A version's place in the catalogue. */
@Embeddable
public record VersionKey(ImageName image, VersionName version) {
    /** What Slipway calls it in the engine. */
    public ImageReference localName() {
        return new ImageReference("slipway/" + image + ":" + version);
    }

    @Override
    public String toString() {
        return image + " " + version;
    }
}
