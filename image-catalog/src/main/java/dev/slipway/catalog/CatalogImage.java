package dev.slipway.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An image of the catalogue, its versions newest first.
 *
 * @param name its name
 * @param title what people call it
 * @param description what it is for, in a sentence
 * @param framework the framework it brings, such as {@code jupyter} or {@code pytorch}
 * @param versions one or more
 */
public record CatalogImage(
        ImageName name, String title, String description, String framework, List<ImageVersion> versions) {
    public CatalogImage {
        versions = List.copyOf(versions);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("image " + name + " has no version");
        }
        Set<VersionName> seen = new HashSet<>();
        for (ImageVersion version : versions) {
            if (!seen.add(version.version())) {
                throw new IllegalArgumentException("image " + name + " has version " + version.version() + " twice");
            }
        }
    }

    public Optional<ImageVersion> version(VersionName wanted) {
        return versions.stream().filter(v -> v.version().equals(wanted)).findFirst();
    }
}
