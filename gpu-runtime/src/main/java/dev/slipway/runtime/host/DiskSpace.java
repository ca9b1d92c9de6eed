package dev.slipway.runtime.host;

import dev.slipway.runtime.quantity.Bytes;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The space of a file system.
 *
 * @param total its size
 * @param free what a program without root's rights may still write
 */
public record DiskSpace(Bytes total, Bytes free) {
    /**
     * The space where a path is, now.
     *
     * @return empty: nobody can tell, because the path is not there, or the kernel's list of mounts does not have its file
     *     system, as in a container or a changed root, or that does not answer
     */
    public static Optional<DiskSpace> of(Path path) {
        try {
            FileStore store = Files.getFileStore(path);
            return Optional.of(new DiskSpace(new Bytes(store.getTotalSpace()), new Bytes(store.getUsableSpace())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
