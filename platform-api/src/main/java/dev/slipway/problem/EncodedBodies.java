package dev.slipway.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses a body that is compressed ({@code Content-Encoding}), which would be read as if it were none
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3">RFC 9110, 12.5.3</a>).
 */
public final class EncodedBodies {
    @ServerRequestFilter(preMatching = true)
    public Optional<Response> refuse(ContainerRequestContext request) {
        String encoding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            return Optional.empty();
        }
        ProblemException fault =
                new ProblemException(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, without compression");
        return Optional.of(Response.fromResponse(ProblemMappers.answer(fault, request.getUriInfo()))
                .header(HttpHeaders.ACCEPT_ENCODING, "identity")
                .build());
    }
}
