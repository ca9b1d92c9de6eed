package dev.slipway.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers a request that announces too large a body with a problem, before any of it is read. */
@ApplicationScoped
class BodyLimit {
    private static final long MOST = 1 << 20;

    private final ObjectMapper json;

    BodyLimit(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, 9_000);
    }

    private void check(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        if (length == null || isWithin(length)) {
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
    private static boolean isWithin(String length) {
        return length.matches("\\d{1,18}") && Long.parseLong(length) <= MOST;
    }
}
