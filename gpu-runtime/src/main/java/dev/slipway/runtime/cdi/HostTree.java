package dev.slipway.runtime.cdi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A host's file system as far as drivers put files there; for tests another folder than the root.
 *
 * @param root where the host's {@code /} is
 */
record HostTree(Path root) {
    Path at(String path) {
        return root.resolve(path.substring(1));
    }

    boolean has(String path) {
        return Files.exists(at(path));
    }

    /** Whether a file begins as one does that names its interpreter. */
    boolean isScript(String path) {
        try (InputStream file = Files.newInputStream(at(path))) {
            return file.read() == '#' && file.read() == '!';
        } catch (IOException e) {
            return false;
        }
    }

    /** What a link leads to, as the host names it; the path itself where it is none. */
    String real(String path) {
        try {
            return "/" + root.toRealPath().relativize(at(path).toRealPath());
        } catch (IOException e) {
            return path;
        }
    }

    /** Names in a directory, sorted; none where there is no such directory. */
    List<String> list(String directory) {
        try (Stream<Path> entries = Files.list(at(directory))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    Optional<String> read(String path) {
        try {
            return Optional.of(Files.readString(at(path)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
