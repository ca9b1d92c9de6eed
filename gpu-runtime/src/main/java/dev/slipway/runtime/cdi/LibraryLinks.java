package dev.slipway.runtime.cdi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The names by which a container's programs find a driver's libraries: a directory of links, and the linker's cache with these
 * in it. What NVIDIA's hooks make within a container before it starts, so that it is there for engines that run no hooks.
 *
 * @param links where libraries are in the container, by names
 */
public record LibraryLinks(Map<String, String> links) {
    /** Where a container sees the links: where NVIDIA's own images look for a driver, their {@code LD_LIBRARY_PATH} names it. */
    public static final String DIRECTORY = "/usr/local/nvidia/lib64";

    /** Where the linker looks for its cache. */
    public static final String CACHE = "/etc/ld.so.cache";

    public LibraryLinks {
        links = Map.copyOf(links);
    }

    /** Makes the links in a directory that is not there yet. All of them or none: a container may be shown it from now on. */
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory.getParent());
        Path made = Files.createTempDirectory(directory.getParent(), "made");
        for (Map.Entry<String, String> link : links.entrySet()) {
            Files.createSymbolicLink(made.resolve(link.getKey()), Path.of(link.getValue()));
        }
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(made, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The cache of an image, with the links in it.
     *
     * @param image the image's own; empty: it has none
     * @throws IllegalArgumentException where the image's own is in no form that is known
     */
    public byte[] cache(Optional<byte[]> image) {
        Map<String, String> paths = new TreeMap<>();
        links.keySet().forEach(name -> paths.put(name, DIRECTORY + "/" + name));
        return image.map(LdSoCache::read).orElse(LdSoCache.EMPTY).with(paths).write();
    }
}
