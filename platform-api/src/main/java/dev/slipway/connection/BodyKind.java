package dev.slipway.connection;

import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/** What a request to the platform may carry, by what it is for. */
enum BodyKind {
    /** What runs, with its variables. */
    LAUNCH("a launch", 512 << 10, 512 << 10),
    /** A Dockerfile that is only looked at. */
    DOCKERFILE("a Dockerfile to check", 1 << 20, 1 << 20),
    POLICY("a policy", 1 << 20, 1 << 20),
    /** A context of 256 MiB and the form around it; the context goes to disk, the form's short fields do not. */
    BUILD("a build with its context", 257 << 20, 3 << 20),
    OTHER("this request", 64 << 10, 64 << 10);

    private static final Pattern BUILDS = Pattern.compile("/api/v1/images/[^/]+/versions/[^/]+/build");
    private static final Pattern LAUNCHES = Pattern.compile("/api/v1/(workspaces|jobs|templates)(/[^/]+)?/?");
    private static final Pattern POLICIES = Pattern.compile("/api/v1/policies([:/].*)?");

    private final String name;
    private final long most;
    private final int mostInMemory;

    BodyKind(String name, long most, int mostInMemory) {
        this.name = name;
        this.most = most;
        this.mostInMemory = mostInMemory;
    }

    static BodyKind of(RoutingContext context) {
        String path = context.normalizedPath();
        if (BUILDS.matcher(path).matches()) {
            return BUILD;
        }
        if (path.equals("/api/v1/dockerfiles:check")) {
            return DOCKERFILE;
        }
        if (POLICIES.matcher(path).matches()) {
            return POLICY;
        }
        return LAUNCHES.matcher(path).matches() ? LAUNCH : OTHER;
    }

    /** The largest body of this kind, in bytes. */
    long most() {
        return most;
    }

    /** Bytes that a body of that length takes of the heap while it is read, at most; a length below zero is not known. */
    int inMemory(long length) {
        return length < 0 ? mostInMemory : (int) Math.min(length, mostInMemory);
    }

    /** The bound in words, for the error about a body that is larger. */
    String bound() {
        return "The body of " + name + " is at most "
                + (most >= 1 << 20 ? (most >> 20) + " MiB" : (most >> 10) + " KiB");
    }
}
