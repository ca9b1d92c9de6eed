package dev.slipway.proxy;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request that rides on a session's cookie may come from where it comes from. Workspaces' origins are one
 * <em>site</em> for browsers, so that {@code SameSite} does not keep one workspace's page from another; the origin does.
 *
 * @param own the workspace's origin
 */
record OriginPolicy(String own) {
    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final Set<String> FRAMES = Set.of("iframe", "frame", "embed", "object", "fencedframe");

    /** The dot that may end a host's name, with which it means the same host; before the port, if there is one. */
    private static final Pattern TRAILING_DOT = Pattern.compile("(?<=[^./])\\.(?=(:\\d+)?$)");

    /**
     * What browsers say of a request's place (<a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata</a>).
     *
     * @param origin {@code Origin}
     * @param site {@code Sec-Fetch-Site}
     * @param mode {@code Sec-Fetch-Mode}
     * @param destination {@code Sec-Fetch-Dest}
     */
    record Source(
            @Nullable String origin,
            @Nullable String site,
            @Nullable String mode,
            @Nullable String destination) {}

    boolean allows(String method, boolean upgrade, Source source) {
        if (source.origin() != null) {
            return TRAILING_DOT.matcher(source.origin()).replaceFirst("").equals(own);
        }
        boolean changes = upgrade || !SAFE.contains(method);
        if (source.site() == null) {
            // No browser of today; without any word of its place it may read and nothing else.
            return !changes;
        }
        return switch (source.site()) {
            case "same-origin" -> true;
            case "none" -> !changes;
            default -> !changes && "navigate".equals(source.mode()) && !isFramed(source);
        };
    }

    private static boolean isFramed(Source source) {
        return source.destination() != null && FRAMES.contains(source.destination());
    }
}
