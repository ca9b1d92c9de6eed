package dev.slipway.imagebuild.context;

import dev.slipway.database.Database;
import dev.slipway.engine.EngineConfig;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.operation.Operations;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The files of builds that have not ended, each a tar of its operation's name, in a folder that all processes reach: whichever takes a
 * build up reads them there. Only root can.
 */
@ApplicationScoped
public class Contexts {
    private static final Logger LOG = Logger.getLogger(Contexts.class);
    private static final String TAR = ".tar";
    private static final String HALF = ".half";
    private static final Duration LONGEST_UPLOAD = Duration.ofHours(1);

    private final Path folder;
    private final Operations operations;

    Contexts(EngineConfig host, ContextConfig config, Operations operations) {
        this.folder = config.folder().orElseGet(() -> host.home().resolve("builds"));
        this.operations = operations;
    }

    /** SHA-256 in hexadecimal. */
    public static String digest(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("a build's context cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A file that is not of an operation yet. */
    public Path begin() throws IOException {
        Database.requireOutside("files");
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return folder.resolve(UUID.randomUUID() + HALF);
    }

    public OutputStream write(Path half) throws IOException {
        return Files.newOutputStream(half);
    }

    public void keep(Path half, String operation) {
        Database.requireOutside("files");
        try {
            Files.move(half, file(operation));
        } catch (IOException e) {
            throw new UncheckedIOException("a build's context cannot be kept", e);
        }
    }

    public void drop(Path half) {
        try {
            Files.deleteIfExists(half);
        } catch (IOException e) {
            LOG.warnf("a build's context stays file=%s cause=%s", half, e.getMessage());
        }
    }

    /** Fails where the files are not here any more: they are on another host, or were lost with a disk. */
    public void requireThere(String operation) {
        if (!Files.isReadable(file(operation))) {
            throw new OperationFailedException("context-lost", "The build's files are gone; build it again", null);
        }
    }

    public InputStream read(String operation) {
        try {
            return Files.newInputStream(file(operation));
        } catch (IOException e) {
            throw new UncheckedIOException("a build's context cannot be read", e);
        }
    }

    /** Drops the files of an operation that was never added, since its request failed. */
    public void dropUnlessWanted(String operation) {
        try {
            if (operations.find(operation).isEmpty()) {
                remove(operation);
            }
        } catch (RuntimeException e) {
            // Whether the operation exists is unknown while the database is away; removeOrphans removes the files later
            // if it does not.
            LOG.warnf("a build's context stays operation=%s cause=%s", operation, e.getMessage());
        }
    }

    public void remove(String operation) {
        drop(file(operation));
    }

    private Path file(String operation) {
        return folder.resolve(operation + TAR);
    }

    /**
     * Removes files that a killed process has left. Young files stay: another process may just be receiving them, or be about to accept
     * their build.
     */
    public void removeOrphans() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Instant now = Instant.now();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> isOrphan(file, now)).forEach(this::drop);
        } catch (IOException e) {
            LOG.warnf("builds' contexts cannot be listed cause=%s", e.getMessage());
        }
    }

    private boolean isOrphan(Path file, Instant now) {
        String name = file.getFileName().toString();
        Optional<Operation> operation = name.endsWith(TAR)
                ? operations.find(name.substring(0, name.length() - TAR.length()))
                : Optional.empty();
        if (operation.isPresent()) {
            return operation.get().state().isFinished();
        }
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(LONGEST_UPLOAD));
        } catch (IOException e) {
            return false; // gone meanwhile
        }
    }
}
