package dev.slipway.runtime.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's files about a container's control group. There are two versions of control groups: in the first each controller
 * ({@code memory}, {@code pids}, {@code cpuacct}) has a tree of its own, in the second there is one tree for all; a host may have
 * both, and then a controller is in one of them.
 */
final class ControlGroupFiles {
    /**
     * The host's mounts of control groups, read once: they do not change while the host runs, and the kernel may list thousands of other
     * mounts beside them.
     */
    private static volatile List<Mount> hostMounts = List.of();

    private final List<String> groups;
    private final List<Mount> mounts;

    private ControlGroupFiles(List<String> groups, List<Mount> mounts) {
        this.groups = groups;
        this.mounts = mounts;
    }

    /** By lines of {@code /proc/PID/cgroup} and {@code /proc/PID/mountinfo}. */
    static ControlGroupFiles in(List<String> groups, List<String> mountinfo) {
        return new ControlGroupFiles(
                groups,
                mountinfo.stream().flatMap(line -> Mount.in(line).stream()).toList());
    }

    /**
     * Those of the container that a process is of.
     *
     * @throws IOException when the process has ended, or nobody may look at it
     */
    static ControlGroupFiles of(long pid) throws IOException {
        List<String> groups = Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup"));
        if (hostMounts.isEmpty()) {
            hostMounts =
                    in(groups, Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)).mounts;
        }
        return new ControlGroupFiles(groups, hostMounts);
    }

    /**
     * Where a controller's tree is mounted.
     *
     * @param root the group that the mount point shows, {@code /} mostly
     * @param controllers of the first version; of the second, none are named
     */
    private record Mount(String root, Path point, boolean second, List<String> controllers) {
        /** {@code ID PARENT DEV ROOT POINT OPTIONS … - TYPE SOURCE SUPER-OPTIONS}, see proc(5). */
        static Optional<Mount> in(String line) {
            int dash = line.indexOf(" - ");
            if (dash < 0) {
                return Optional.empty();
            }
            String[] before = line.substring(0, dash).split(" ", -1);
            String[] after = line.substring(dash + 3).split(" ", 3);
            boolean isGroup = after[0].equals("cgroup") || after[0].equals("cgroup2");
            if (before.length < 6 || after.length < 3 || !isGroup) {
                return Optional.empty();
            }
            return Optional.of(new Mount(
                    before[3], Path.of(before[4]), after[0].equals("cgroup2"), Arrays.asList(after[2].split(",", -1))));
        }

        Path folderOf(String group) {
            String within = root.equals("/") || !group.startsWith(root) ? group : group.substring(root.length());
            return point.resolve(within.replaceFirst("^/+", ""));
        }
    }

    /** A folder with a controller's files, and which version's they are. */
    record Folder(Path path, boolean second) {}

    /**
     * The folder of a controller, as far as the lines that were read tell.
     *
     * @param controller as the first version names it
     */
    Optional<Folder> folder(String controller) {
        List<Folder> second = new ArrayList<>();
        for (String line : groups) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            boolean isSecond = parts[0].equals("0") && parts[1].isEmpty();
            boolean isFirst = Arrays.asList(parts[1].split(",", -1)).contains(controller);
            for (Mount mount : mounts) {
                if (isFirst && !mount.second() && mount.controllers().contains(controller)) {
                    return Optional.of(new Folder(mount.folderOf(ofContainer(parts[2])), false));
                }
                if (isSecond && mount.second()) {
                    second.add(new Folder(mount.folderOf(ofContainer(parts[2])), true));
                }
            }
        }
        return second.stream().findFirst();
    }

    /** A program may have groups of its own within its container's. */
    private static String ofContainer(String group) {
        return ControlGroup.outermost(group).orElse(group);
    }
}
