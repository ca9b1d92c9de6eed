package dev.slipway.image;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;

/** A version's place in the catalogue. */
record VersionKey(ImageName image, VersionName version) {}
