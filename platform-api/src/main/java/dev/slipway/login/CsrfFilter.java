package dev.slipway.login;

import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses an unsafe request that rides on a browser's cookie without the header that only the platform's own page can set: another
 * origin's script would need the CORS preflight's consent for it, which the platform never gives.
 */
public final class CsrfFilter {
    static final String HEADER = "X-Slipway-CSRF";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    @ServerRequestFilter
    public void check(HttpServerRequest request) {
        boolean changes = !SAFE.contains(request.method().name());
        boolean byToken = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
        boolean byCookie = request.getHeader(HttpHeaders.COOKIE) != null && !byToken;
        if (changes && byCookie && request.getHeader(HEADER) == null) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN, "A browser's request that changes something carries the header " + HEADER);
        }
    }
}
