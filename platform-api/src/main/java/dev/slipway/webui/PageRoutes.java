package dev.slipway.webui;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/** Serves the page for every path that the page itself knows, and says what the page may do. */
@ApplicationScoped
class PageRoutes {
    private static final Pattern PAGES = Pattern.compile("/(workspaces|launch|images|gpus)(/[\\w.-]*)*");

    /** The page loads nothing from elsewhere, talks to its own origin only, and stands in no frame. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    void register(@Observes Filters filters) {
        filters.register(this::handle, 10_000);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.response()
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        if (HttpMethod.GET.equals(request.method()) && !context.normalizedPath().startsWith("/api/")) {
            // An asset's name holds the hash of its content.
            boolean asset = context.normalizedPath().startsWith("/assets/");
            context.response().putHeader("Cache-Control", asset ? "public, max-age=31536000, immutable" : "no-cache");
        }
        if (HttpMethod.GET.equals(request.method())
                && PAGES.matcher(context.normalizedPath()).matches()) {
            context.reroute("/index.html");
        } else {
            context.next();
        }
    }
}
