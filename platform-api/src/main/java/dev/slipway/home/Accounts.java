package dev.slipway.home;

import dev.slipway.catalog.RunContract;
import dev.slipway.crypto.Secrets;
import dev.slipway.engine.EngineConfig;
import dev.slipway.engine.ImageFolders;
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
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Keeps the files that show a container its user: an image's own users and groups, read once, and for each owner those with
 * the owner's uid. They lie in {@code SLIPWAY_HOME/accounts}, and are made again where they are missing.
 */
@ApplicationScoped
public class Accounts {
    private static final String USERS = "/etc/passwd";
    private static final String GROUPS = "/etc/group";
    private static final Bytes MOST = new Bytes(256 << 10);

    /** Whatever bytes an image has in them go through. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final Images images;
    private final ImageFolders folders;

    Accounts(Images images, EngineConfig config) {
        this.images = images;
        this.folders = new ImageFolders(images, config.home().resolve("accounts"));
    }

    /**
     * The files that a container is shown.
     *
     * @param image the engine's id of it, {@code sha256:…}
     * @param uid as whom it is run, instead of the contract's
     * @throws EngineException when they are not here and the image cannot be read
     */
    public List<HostFile> of(ImageReference image, RunContract run, int uid) {
        Path ofImage = folders.of(image);
        String kind = Secrets.hash(run.user() + " " + run.home()).substring(0, 16);
        Path own = ofImage.resolve(uid + "-" + kind);
        Path users = own.resolve("passwd");
        Path groups = own.resolve("group"); // written last
        if (!Files.isRegularFile(groups)) {
            write(ofImage, image, own, run, uid);
        }
        return List.of(new HostFile(users.toString(), USERS), new HostFile(groups.toString(), GROUPS));
    }

    /** Removes the files of images that are gone, once at each start. */
    void clear(@Observes StartupEvent event) {
        folders.clear();
    }

    private synchronized void write(Path ofImage, ImageReference image, Path own, RunContract run, int uid) {
        try {
            Path users = ofImage.resolve("passwd");
            Path groups = ofImage.resolve("group");
            if (!Files.isRegularFile(groups)) {
                Map<String, byte[]> read = images.readFiles(image, List.of(USERS, GROUPS), MOST);
                write(users, text(read, USERS));
                write(groups, text(read, GROUPS));
            }
            write(
                    own.resolve("passwd"),
                    AccountFiles.users(Files.readString(users, BYTES), run.user(), uid, run.home()));
            write(own.resolve("group"), AccountFiles.groups(Files.readString(groups, BYTES), run.user()));
        } catch (IOException e) {
            throw new UncheckedIOException("the files of a container's user cannot be written in " + own, e);
        }
    }

    private static String text(Map<String, byte[]> files, String path) {
        return new String(files.getOrDefault(path, new byte[0]), BYTES);
    }

    private static void write(Path file, String text) throws IOException {
        ImageFolders.write(file, text.getBytes(BYTES));
    }
}
