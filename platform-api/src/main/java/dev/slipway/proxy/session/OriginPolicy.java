package dev.slipway.proxy.session;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
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

    /** An origin whose host's name ends in a dot, with which it means the same host: what is before it, and the port. */
    private static final Pattern TRAILING_DOT = Pattern.compile("(https?://[^:/]*[^.:/])\\.(:\\d+)?");

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
            return own.equals(withoutTrailingDot(source.origin()));
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

    private static String withoutTrailingDot(String origin) {
        Matcher dotted = TRAILING_DOT.matcher(origin);
        return dotted.matches() ? dotted.group(1) + Objects.requireNonNullElse(dotted.group(2), "") : origin;
    }

    private static boolean isFramed(Source source) {
        return source.destination() != null && FRAMES.contains(source.destination());
    }
}
