package dev.slipway.webui;

import dev.slipway.problem.ProblemMappers;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Says that there is nothing at a path: to a person with a page, to a program with a problem. */
public final class UnknownPath {
    private final ProblemMappers problems = new ProblemMappers();
    private final Site site;

    UnknownPath(Site site) {
        this.site = site;
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException fault, UriInfo uri, HttpHeaders headers) {
        Response problem = problems.web(fault, uri);
        boolean isPerson = !uri.getPath().startsWith("/api/")
                && String.valueOf(headers.getHeaderString(HttpHeaders.ACCEPT)).contains(MediaType.TEXT_HTML);
        Response.ResponseBuilder answer = isPerson
                ? Response.status(problem.getStatus())
                        .type("text/html; charset=utf-8")
                        .entity(site.index())
                : Response.fromResponse(problem);
        return answer.header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }
}
