package dev.slipway.container;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.RunContract;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import java.util.Optional;

/**
 * An image's server, as it is run for whomever.
 *
 * @param name the catalogue's, which all versions of the image share
 * @param image what the engine holds of it
 * @param python the version of Python in it; empty: nobody knows
 * @param run its contract
 */
public record Server(ImageName name, LocalImage image, Optional<String> python, RunContract run) {
    /** The exact image, whatever its names come to mean. */
    public ImageReference exactly() {
        return new ImageReference(image.digest());
    }
}
