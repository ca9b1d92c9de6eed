package dev.slipway.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/**
 * Holds bodies to their bounds: a build's may be large, all others are small. One that announces too much is answered with a
 * problem before any of it is read; one that announces nothing is cut where it becomes too much.
 */
@ApplicationScoped
class BodyLimit {
    private static final long MOST = 1 << 20;

    /** A context of 256 MiB, and the form around it. */
    private static final long MOST_OF_A_BUILD = 257 << 20;

    /** After the handler of Quarkus's that sets one bound for all. */
    private static final int AFTER_THE_COMMON_BOUND = -1;

    private static final Pattern BUILD = Pattern.compile("/api/v1/images/[^/]+/versions/[^/]+/build");

    private final ObjectMapper json;

    BodyLimit(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, 9_000);
    }

    void register(@Observes Router router) {
        router.route().order(AFTER_THE_COMMON_BOUND).handler(context -> {
            context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, most(context));
            context.next();
        });
    }

    private static long most(RoutingContext context) {
        return BUILD.matcher(context.normalizedPath()).matches() ? MOST_OF_A_BUILD : MOST;
    }

    private void check(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        if (length == null || isWithin(length, most(context))) {
            context.next();
            return;
        }
        Problem problem = Problem.of(ProblemMappers.tooLarge(), context.normalizedPath());
        try {
            context.response()
                    .setStatusCode(problem.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .putHeader("Connection", "close")
                    .end(json.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            context.fail(e);
        }
    }

    /** More than 18 digits is too much, whatever they are. */
    private static boolean isWithin(String length, long most) {
        return length.matches("\\d{1,18}") && Long.parseLong(length) <= most;
    }
}
