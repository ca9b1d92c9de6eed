package dev.slipway.container;

import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.quantity.Bytes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Directories that programs expect to write in, though the root file system is read-only. They take memory, as it is written. */
public final class Scratch {
    private static final String TMP = "/tmp";

    private Scratch() {}

    /** How much of a container's memory {@code /dev/shm} may take where nobody says; programs share memory through it. */
    public static Bytes shared(Bytes memory) {
        return part(memory, 2);
    }

    /**
     * The directories of a container. Half of its memory for {@code /tmp}: programs unpack and build there, and are told that it is
     * full before the kernel kills them for want of memory.
     *
     * @param files what is shown to the container; a {@code /tmp} on the disk among it needs none in memory
     */
    public static Map<String, Bytes> beside(List<HostFile> files, Limits limits) {
        Bytes memory = limits.memory();
        Map<String, Bytes> sizes = new TreeMap<>(
                Map.of("/var/tmp", part(memory, 16), "/run", Bytes.ofMebi(8), Packages.FOLDER, Bytes.ofMebi(1)));
        if (files.stream().noneMatch(file -> file.path().equals(TMP))) {
            sizes.put(
                    TMP,
                    limits.tmp()
                            .map(asked -> asked.compareTo(memory) < 0 ? asked : memory)
                            .orElse(part(memory, 2)));
        }
        return sizes;
    }

    private static Bytes part(Bytes memory, int divisor) {
        return new Bytes(memory.value() / divisor);
    }
}
