package dev.slipway.runtime.gpu;

import java.util.Map;
import java.util.Set;

/**
 * Which Xid errors say something of the GPU: all but those that a faulty program causes, as NVIDIA's <a
 * href="https://github.com/NVIDIA/k8s-device-plugin/blob/main/internal/rm/health.go">device plugin for Kubernetes</a> has
 * it.
 */
public final class Xids {
    private static final Set<Long> OF_PROGRAMS = Set.of(13L, 31L, 43L, 45L, 68L, 109L);

    private static final Map<Long, String> MEANINGS = Map.of(
            48L, "its memory has an error that ECC cannot correct",
            63L, "a row of its memory is to be remapped",
            64L, "a row of its memory could not be remapped",
            74L, "an NVLink connection failed",
            79L, "it has fallen off the bus",
            92L, "its memory has many errors that ECC corrects",
            94L, "an error in its memory was contained to one program",
            95L, "an error in its memory was not contained",
            119L, "its system processor does not answer",
            120L, "its system processor failed");

    private Xids() {}

    public static boolean isFatal(long xid) {
        return !OF_PROGRAMS.contains(xid);
    }

    /** For a person: {@code it has fallen off the bus (Xid 79)}. */
    public static String meaning(long xid) {
        String known = MEANINGS.get(xid);
        return known == null ? "its driver reports Xid " + xid : known + " (Xid " + xid + ")";
    }
}
