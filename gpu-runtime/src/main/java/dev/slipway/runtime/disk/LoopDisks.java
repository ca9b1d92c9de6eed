package dev.slipway.runtime.disk;

import dev.slipway.runtime.host.DiskSpace;
import dev.slipway.runtime.host.Program;
import dev.slipway.runtime.quantity.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files with a file system in each, mounted by a loop device. A container is shown such a file system and has a mount of its own
 * from its start on; then the host's mount and the file's name are taken away, so that the kernel frees all of it when the
 * container ends, whoever else has ended by then.
 *
 * <p>A disk's blocks are taken from the host's file system when it is made: what was promised to one container no other can use up.
 */
public final class LoopDisks {
    /** What stays free on the host's disk beside all that was promised. */
    private static final Bytes RESERVE = Bytes.ofGibi(2);

    private static final Bytes SMALLEST = Bytes.ofMebi(16);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String ENDING = ".disk";

    /**
     * $1 the file, $2 where it is mounted, $3 bytes. No journal, nothing kept back for root: it lives as long as one container. What
     * lies below the mount is closed to all, should anyone get to see that instead.
     */
    private static final String MAKE = """
            set -e
            umask 077
            fallocate -l "$3" "$1" 2>/dev/null || truncate -s "$3" "$1"
            mkfs.ext4 -q -F -m 0 -O ^has_journal -E nodiscard,lazy_itable_init=1 "$1"
            mkdir "$2"
            mount -o loop,nosuid,nodev,noatime "$1" "$2"
            rmdir "$2/lost+found"
            chmod 1777 "$2"
            """;

    private static final String REMOVE = """
            ! mountpoint -q "$2" || umount "$2" || umount -l "$2"
            rm -f "$1"
            [ ! -d "$2" ] || rmdir "$2"
            """;

    private final Path folder;

    /**
     * Makes them in a folder.
     *
     * @param folder nobody else's, on the disk that they are to take their space from
     */
    public LoopDisks(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /**
     * Makes and mounts an empty disk, in place of one of the same name.
     *
     * @param name of letters, digits and hyphens
     * @return where it is mounted; everyone may write there, programs may be run
     * @throws DiskException when the host has no room for it
     * @throws IOException when this host mounts no such files
     */
    public Path make(String name, Bytes size) throws IOException, InterruptedException {
        remove(name);
        Files.createDirectories(folder);
        Bytes wanted = size.compareTo(SMALLEST) < 0 ? SMALLEST : size;
        Optional<DiskSpace> space = DiskSpace.of(folder);
        if (space.isPresent() && space.get().free().value() - RESERVE.value() < wanted.value()) {
            throw new DiskException("There is no room on this host's disk for a /tmp of " + size + ": "
                    + new Bytes(space.get().free().value() >> 20 << 20) + " are free, and " + RESERVE + " stay so");
        }
        Program.Ended made = run(MAKE, name, Long.toString(wanted.value()));
        if (made.exitCode() != 0) {
            remove(name);
            throw new IOException(made.output().lines().findFirst().orElse("mount ended with " + made.exitCode()));
        }
        return mountOf(name);
    }

    /** Takes a disk's name and the host's mount of it away; whoever is shown it keeps it. Does nothing where there is none. */
    public void remove(String name) throws IOException, InterruptedException {
        if (!Files.exists(fileOf(name)) && !Files.exists(mountOf(name))) {
            return;
        }
        Program.Ended removed = run(REMOVE, name);
        if (removed.exitCode() != 0) {
            throw new IOException("a disk stays: " + removed.output().strip());
        }
    }

    /** Those that still have a name. */
    public List<String> names() {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name)
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path fileOf(String name) {
        return folder.resolve(name + ENDING);
    }

    private Path mountOf(String name) {
        return folder.resolve(name);
    }

    private Program.Ended run(String script, String name, String... more) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(
                                "sh",
                                "-c",
                                script,
                                "loop-disk",
                                fileOf(name).toString(),
                                mountOf(name).toString()),
                        Arrays.stream(more))
                .toList();
        return Program.run(LONGEST, "", command);
    }
}
