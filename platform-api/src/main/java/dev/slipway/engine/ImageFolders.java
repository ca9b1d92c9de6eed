package dev.slipway.engine;

import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * A folder of the platform's in which each of the engine's images has a folder of its own, for files that are made of the image
 * once, shown to its containers, and made again where they are missing.
 */
public final class ImageFolders {
    private static final Logger LOG = Logger.getLogger(ImageFolders.class);

    /** The beginning of each image's folder name; the parent folder may hold other things too. */
    private static final String BEGINNING = "sha256-";

    private final Images images;
    private final Path folder;

    /** Those in a folder, which need not be there yet. */
    public ImageFolders(Images images, Path folder) {
        this.images = images;
        this.folder = folder.toAbsolutePath();
    }

    /**
     * An image's, which need not be there yet.
     *
     * @param image the engine's id of it, {@code sha256:…}
     */
    public Path of(ImageReference image) {
        return folder.resolve(nameOf(image.value()));
    }

    private static String nameOf(String image) {
        return image.replace(':', '-');
    }

    /** Writes a file that everyone may read, whole or not at all: a container may be shown it from now on. */
    public static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Path made = Files.createTempFile(file.getParent(), "made", null);
        Files.write(made, content);
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes those of images that are gone, beside whatever else is done. */
    public void clear() {
        Thread.ofVirtual().name("image-folders").start(() -> {
            try {
                removeSurplus();
            } catch (EngineException | IOException | UncheckedIOException e) {
                LOG.warnf("files of images not cleared folder=%s cause=%s", folder, e.getMessage());
            }
        });
    }

    /** The folders are listed before the images: that of an image which comes meanwhile is not among them. */
    private void removeSurplus() throws IOException {
        List<Path> kept;
        try (Stream<Path> folders = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            kept = folders.filter(one -> one.getFileName().toString().startsWith(BEGINNING))
                    .toList();
        }
        Set<String> held =
                images.list().stream().map(image -> nameOf(image.digest())).collect(Collectors.toSet());
        for (Path image : kept) {
            if (!held.contains(image.getFileName().toString())) {
                remove(image);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
