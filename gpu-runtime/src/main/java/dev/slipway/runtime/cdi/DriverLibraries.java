package dev.slipway.runtime.cdi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The files of a driver as an engine is given them that knows no hooks: each library is mounted once, though a description
 * names it several times, and its other names become links. So CDI's own hooks do it, {@code create-symlinks} and {@code
 * update-ldcache} of NVIDIA's container toolkit.
 *
 * @param mounts each file of the host's once
 * @param links of each library, by its own name too
 */
public record DriverLibraries(List<ContainerEdits.Mount> mounts, LibraryLinks links) {
    /** Directories in which the linker looks for a name; of others, programs know the whole path. Nothing for 32 bits. */
    private static final Pattern LIBRARY =
            Pattern.compile("(?<directory>.*/(lib|lib64|x86_64-linux-gnu))/(?<name>[^/]+\\.so(\\.[^/]+)?)");

    public DriverLibraries {
        mounts = List.copyOf(mounts);
    }

    /** A file as it is in a directory. */
    private record Place(String hostPath, String directory) {}

    static DriverLibraries of(List<ContainerEdits.Mount> described) {
        List<ContainerEdits.Mount> mounts = new ArrayList<>();
        Map<Place, List<ContainerEdits.Mount>> libraries = new LinkedHashMap<>();
        for (ContainerEdits.Mount mount : described) {
            var library = LIBRARY.matcher(mount.containerPath());
            if (library.matches()) {
                libraries
                        .computeIfAbsent(
                                new Place(mount.hostPath(), library.group("directory")), p -> new ArrayList<>())
                        .add(mount);
            } else {
                mounts.add(mount);
            }
        }
        Map<String, String> links = new TreeMap<>();
        for (List<ContainerEdits.Mount> names : libraries.values()) {
            ContainerEdits.Mount shown = names.stream()
                    .filter(mount -> nameOf(mount.containerPath()).equals(nameOf(mount.hostPath())))
                    .findFirst()
                    .orElse(names.getFirst());
            mounts.add(shown);
            names.forEach(mount -> links.putIfAbsent(nameOf(mount.containerPath()), shown.containerPath()));
        }
        return new DriverLibraries(mounts, new LibraryLinks(links));
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
