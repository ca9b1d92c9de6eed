package dev.slipway.imagebuild;

import dev.slipway.floor.Replica;
import dev.slipway.identity.Caller;
import java.util.Set;
import java.util.TreeSet;

/** Someone who builds images. */
public final class Builder {
    private static final Caller BUILDER =
            new Caller("builder-id", "builder", new TreeSet<>(Set.of("user", "admin")), new TreeSet<>());

    private Builder() {}

    /** Has version 1 of an image built, in one step. */
    public static void build(Replica process, String image) {
        process.bean(Builds.class)
                .submit(
                        Builds.key(image, "1"),
                        BuildRequest.OF_NOTHING,
                        "FROM floor/server:1\nRUN echo %s\n".formatted(image),
                        null,
                        BUILDER,
                        kept -> {});
    }

    /** Has a process clear away what builds leave at their end, as each does. */
    public static void begin(Replica process) {
        process.begin(BuildRemains.class);
    }

    /** Clears away what builds have left. */
    public static void clear(Replica process) {
        process.bean(BuildRemains.class).clear();
    }
}
