package dev.slipway.runtime.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The terminals in a container. The kernel keeps with each when a program last read its input and last wrote to it, as {@code w}
 * shows it, whichever program opened the terminal and whether anyone looks on.
 */
public final class Terminals {
    private static final long BLOCK_SECONDS = 8;

    private Terminals() {}

    /**
     * When something last went in or out of one of them. The kernel keeps this time in steps of eight seconds; the latest possible moment
     * is returned.
     *
     * @param pid of a process of the container, on this host
     * @return empty: no terminal is open
     * @throws IOException when they cannot be looked at
     */
    public static Optional<Instant> lastUse(long pid) throws IOException {
        @Nullable Instant last = null;
        Path folder = Path.of("/proc", Long.toString(pid), "root/dev/pts");
        try (DirectoryStream<Path> terminals = Files.newDirectoryStream(folder, "[0-9]*")) {
            for (Path terminal : terminals) {
                Optional<Instant> used = lastUseOf(terminal);
                if (used.isPresent() && (last == null || used.get().isAfter(last))) {
                    last = used.get();
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return Optional.ofNullable(last);
    }

    private static Optional<Instant> lastUseOf(Path terminal) {
        try {
            BasicFileAttributes times =
                    Files.readAttributes(terminal, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Instant read = times.lastAccessTime().toInstant();
            Instant written = times.lastModifiedTime().toInstant();
            return Optional.of(latest(read.isAfter(written) ? read : written));
        } catch (IOException e) {
            return Optional.empty(); // closed meanwhile
        }
    }

    /** The kernel writes a time down anew when the next eight seconds have begun, counted from 1970. */
    static Instant latest(Instant told) {
        return Instant.ofEpochSecond((told.getEpochSecond() / BLOCK_SECONDS + 1) * BLOCK_SECONDS);
    }
}
