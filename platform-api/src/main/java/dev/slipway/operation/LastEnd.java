package dev.slipway.operation;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import java.time.Instant;

/** When the last operation on a version ended, of those that are still known. */
public record LastEnd(ImageName image, VersionName version, Instant at) {}
