package dev.slipway.gpu.injection;

import dev.slipway.crypto.Secrets;
import dev.slipway.engine.EngineConfig;
import dev.slipway.engine.ImageFolders;
import dev.slipway.runtime.cdi.LibraryLinks;
import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.quantity.Bytes;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Makes a driver's libraries known in a container by the names by which programs ask for them, as NVIDIA's hooks would: a
 * directory of links, and the linker cache of the image with these libraries in it. Both lie in {@code
 * SLIPWAY_HOME/driver-links}, and are made once for each set of links, the cache once for each image.
 */
@ApplicationScoped
class DriverLinks {
    private static final Logger LOG = Logger.getLogger(DriverLinks.class);

    /** The largest linker cache that is read. An image of some thousand libraries has a cache of a quarter of this. */
    private static final Bytes MOST = Bytes.ofMebi(1);

    private final Images images;
    private final Path folder;
    private final ImageFolders caches;

    DriverLinks(Images images, EngineConfig config) {
        this.images = images;
        this.folder = config.home().toAbsolutePath().resolve("driver-links");
        this.caches = new ImageFolders(images, folder);
    }

    /**
     * The files by which a container is shown links.
     *
     * @param image the engine's id of its image, {@code sha256:…}
     * @throws EngineException when the image's cache is not here and the image cannot be read
     */
    List<HostFile> of(ImageReference image, LibraryLinks links) {
        if (links.links().isEmpty()) {
            return List.of();
        }
        String hash = Secrets.hash(new TreeMap<>(links.links()).toString()).substring(0, 16);
        Path directory = folder.resolve("links-" + hash);
        Path cache = caches.of(image).resolve(hash);
        if (!Files.isRegularFile(cache) || !Files.isDirectory(directory)) {
            make(image, links, directory, cache);
        }
        HostFile shown = new HostFile(directory.toString(), LibraryLinks.DIRECTORY);
        return isEmpty(cache) ? List.of(shown) : List.of(shown, new HostFile(cache.toString(), LibraryLinks.CACHE));
    }

    private synchronized void make(ImageReference image, LibraryLinks links, Path directory, Path cache) {
        try {
            if (!Files.isDirectory(directory)) {
                links.write(directory);
            }
            ImageFolders.write(cache, cacheOf(image, links));
        } catch (IOException e) {
            throw new UncheckedIOException("the links of a driver's libraries cannot be written in " + directory, e);
        }
    }

    /** Empty for an image whose own cache is in no known form: without it, the image's own libraries would not be found. */
    private byte[] cacheOf(ImageReference image, LibraryLinks links) {
        Optional<byte[]> own = Optional.ofNullable(
                images.readFiles(image, List.of(LibraryLinks.CACHE), MOST).get(LibraryLinks.CACHE));
        try {
            return links.cache(own);
        } catch (IllegalArgumentException e) {
            LOG.warnf(
                    "a linker cache is left as it is: the driver is found by LD_LIBRARY_PATH=%s alone image=%s cause=%s",
                    LibraryLinks.DIRECTORY, image, e.getMessage());
            return new byte[0];
        }
    }

    private static boolean isEmpty(Path cache) {
        try {
            return Files.size(cache) == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Removes the caches of images that are gone, once at each start. The directories of links stay, since containers may have
     * them mounted.
     */
    void clear(@Observes StartupEvent event) {
        caches.clear();
    }
}
