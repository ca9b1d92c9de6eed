package dev.slipway.home;

import dev.slipway.database.Database;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.host.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a home volume holds, on the engine's disk. A tenant has written it and may mean harm, so that files are given away by
 * {@code chown(1)} of the host's: it follows no symbolic link, goes down by open directories and not by paths, opens no file, and
 * gives a directory only after what is in it, the home itself last. The kernel takes set-uid away from what is given.
 *
 * @param path its directory on this machine
 */
record HomeFolder(Path path) {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;

    /** Millions of files take minutes. */
    private static final Duration LONGEST = Duration.ofHours(6);

    /** Whether there is nothing in it: no image has been mounted there, or one with an empty home. */
    boolean isEmpty() {
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Whether the home's own directory belongs to a uid. */
    boolean belongsTo(int uid) {
        try {
            return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                    .equals(uid);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /**
     * Gives the home and all that is in it to a uid; groups stay. It can be repeated after an interruption, with the same
     * result.
     */
    void give(int uid, boolean gently) throws InterruptedException {
        Database.requireOutside("files");
        refuseForeignDisks();
        List<String> command = new ArrayList<>(gently ? List.of("nice") : List.of());
        command.addAll(
                List.of("chown", "--recursive", "--no-dereference", "-P", Integer.toString(uid), path.toString()));
        try {
            Program.Ended ended = Program.run(LONGEST, "", command);
            if (ended.exitCode() != 0) {
                throw new EngineException.Unavailable(
                        "A home cannot be given to its owner's uid: "
                                + ended.output().lines().findFirst().orElse("chown ended with " + ended.exitCode()),
                        null);
            }
        } catch (IOException e) {
            throw new EngineException.Unavailable("A home cannot be given to its owner's uid: " + e.getMessage(), e);
        }
    }

    /** No tenant can mount anything in it; what an administrator mounted there is not the tenant's. */
    private void refuseForeignDisks() {
        String inside = path + "/";
        try (Stream<String> mounts = Files.lines(MOUNTS)) {
            Optional<String> mount = mounts.map(line -> line.split(" ", MOUNT_POINT + 2)[MOUNT_POINT])
                    .map(point -> point.replace("\\040", " "))
                    .filter(point -> point.startsWith(inside))
                    .findFirst();
            if (mount.isPresent()) {
                throw new EngineException.Refused(
                        "A home cannot be given to its owner's uid while something is mounted in it, at " + mount.get(),
                        null);
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private EngineException unreachable(IOException cause) {
        return new EngineException.Refused("The home at " + path + " cannot be reached from here: " + cause, cause);
    }
}
