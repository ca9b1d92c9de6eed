package dev.slipway.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The images that may be launched, in the order of their names. */
public final class Catalog {
    private final Map<ImageName, CatalogImage> images = new TreeMap<>();

    /**
     * Makes a catalogue of these images.
     *
     * @throws CatalogException when two have one name
     */
    public Catalog(Collection<CatalogImage> images) {
        for (CatalogImage image : images) {
            if (this.images.put(image.name(), image) != null) {
                throw new CatalogException("image " + image.name() + " stands twice in the catalogue", null);
            }
        }
    }

    /** The catalogue that Slipway comes with. */
    public static Catalog curated() {
        try (InputStream yaml = Catalog.class.getResourceAsStream("catalog.yaml")) {
            if (yaml == null) {
                throw new CatalogException("the curated catalogue is missing from the class path", null);
            }
            return new Catalog(CatalogFile.read(yaml, "catalog.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * This catalogue and the images of a file of an administrator's.
     *
     * @throws CatalogException when the file cannot be read, has an unknown or missing field, or names an image that is
     *     here already; the message names the file and the place in it
     */
    public Catalog with(Path file) {
        try (InputStream yaml = Files.newInputStream(file)) {
            List<CatalogImage> all = new ArrayList<>(images.values());
            all.addAll(CatalogFile.read(yaml, file.toString()));
            return new Catalog(all);
        } catch (IOException e) {
            throw new CatalogException("the catalogue " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    public List<CatalogImage> images() {
        return List.copyOf(images.values());
    }

    public Optional<CatalogImage> image(ImageName name) {
        return Optional.ofNullable(images.get(name));
    }

    public Optional<ImageVersion> version(ImageName name, VersionName version) {
        return image(name).flatMap(image -> image.version(version));
    }
}
