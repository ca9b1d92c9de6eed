package dev.slipway.webui;

import dev.slipway.request.Coding;
import dev.slipway.webui.Site.SiteFile;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Serves the page, for every path that the page itself knows, and its files, and says what the page may do. */
@ApplicationScoped
class PageRoutes {
    /** The page loads nothing from elsewhere, talks to its own origin only, and stands in no frame. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; "
            + "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** The names of files here hold the hash of their content. */
    private static final String HASHED = "/assets/";

    private static final String NOT_KEPT = "no-store";

    private final Site site;

    PageRoutes(Site site) {
        this.site = site;
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, 10_000);
    }

    private void handle(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        String path = context.normalizedPath();
        boolean reads = HttpMethod.GET.equals(context.request().method())
                || HttpMethod.HEAD.equals(context.request().method());
        if (path.startsWith("/api/")) {
            context.addHeadersEndHandler(end -> {
                keepToOneself(context.response());
                nameJson(context.response());
            });
            context.next();
        } else if (!reads) {
            context.next();
        } else {
            Optional<SiteFile> file = site.at(path);
            if (file.isPresent()) {
                send(context, file.get());
            } else if (path.startsWith(HASHED)) {
                refuse(context, 404, "This file is of another release; load the page again");
            } else {
                context.addHeadersEndHandler(end -> askAgain(context.response()));
                context.next();
            }
        }
    }

    /**
     * An answer of the API is its caller's alone: the browser may keep it if it has a tag by which it is asked for again; otherwise
     * nobody keeps it.
     */
    private static void keepToOneself(HttpServerResponse response) {
        if (!response.headers().contains("Cache-Control")) {
            response.putHeader("Cache-Control", response.headers().contains("ETag") ? "private, no-cache" : NOT_KEPT);
        }
    }

    /** JSON has one name: it is in UTF-8 by its definition (RFC 8259), which Quarkus says once more of some answers and not of others. */
    private static void nameJson(HttpServerResponse response) {
        String type = response.headers().get("Content-Type");
        if (type != null && type.startsWith("application/json;")) {
            response.putHeader("Content-Type", "application/json");
        }
    }

    private static void askAgain(HttpServerResponse response) {
        if (!response.headers().contains("Cache-Control")) {
            response.putHeader("Cache-Control", response.getStatusCode() < 400 ? "no-cache" : NOT_KEPT);
        }
    }

    private static void send(RoutingContext context, SiteFile file) {
        HttpServerResponse response = context.response().putHeader("Vary", "Accept-Encoding");
        Optional<Coding> wanted = Coding.wanted(
                context.request().getHeader("Accept-Encoding"), file.sizes().keySet());
        if (wanted.isEmpty()) {
            refuse(context, 406, "This file is to be had as br, gzip or as it is");
            return;
        }
        Coding coding = wanted.get();
        String tag = "\"" + file.tag() + "-" + coding.token + "\"";
        response.putHeader("ETag", tag)
                .putHeader(
                        "Cache-Control",
                        file.path().startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-cache");
        if (isKnown(context.request().getHeader("If-None-Match"), tag)) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader("Content-Type", file.type())
                .putHeader("Accept-Ranges", "none")
                .putHeader("Content-Length", String.valueOf(file.sizes().get(coding)));
        if (coding != Coding.IDENTITY) {
            response.putHeader("Content-Encoding", coding.token);
        }
        if (HttpMethod.HEAD.equals(context.request().method())) {
            response.end();
            return;
        }
        context.vertx()
                .executeBlocking(() -> Buffer.buffer(file.read(coding)), false)
                .onSuccess(response::end)
                .onFailure(context::fail);
    }

    /** Whether a client has this already: its list names the tag, as strong or as weak, or anything. */
    private static boolean isKnown(@Nullable String tags, String tag) {
        if (tags == null) {
            return false;
        }
        for (String known : tags.split(",", -1)) {
            String bare = known.strip();
            if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }

    private static void refuse(RoutingContext context, int status, String text) {
        context.response()
                .setStatusCode(status)
                .putHeader("Cache-Control", NOT_KEPT)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(text + "\n");
    }
}
