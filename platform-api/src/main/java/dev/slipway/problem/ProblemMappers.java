package dev.slipway.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.slipway.database.Database;
import dev.slipway.runtime.engine.EngineException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where faults become problems. */
public final class ProblemMappers {
    /** Not the way back from the identity provider: what fails there would fail again. */
    private static final Pattern LOG_IN_HERE = Pattern.compile("/?(login|open/[^/]+)");

    private static final String FORMS = "org.jboss.resteasy.reactive.server.core.multipart.";

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    public Response problem(ProblemException fault, UriInfo uri) {
        return answer(fault, uri);
    }

    /**
     * A program is told how to log in. A browser that comes to do so, by a link of the page or to open a workspace, is sent to
     * the identity provider, also where it holds a session that has ended elsewhere.
     */
    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    public Uni<Response> unauthenticated(SecurityException fault, UriInfo uri, RoutingContext context) {
        if (!LOG_IN_HERE.matcher(uri.getPath()).matches()) {
            return Uni.createFrom().item(tellHowToLogIn(uri, context.request().getHeader("Authorization") != null));
        }
        HttpAuthenticator authenticator = context.get(HttpAuthenticator.class.getName());
        return authenticator.getChallenge(context).map(challenge -> {
            ResponseBuilder answer = Response.status(challenge.status).header("Cache-Control", "no-store");
            challenge.getHeaders().forEach((name, value) -> answer.header(name.toString(), value));
            return answer.build();
        });
    }

    /**
     * Says how to log in, and whether a token was sent that is none or has expired
     * (<a href="https://www.rfc-editor.org/rfc/rfc6750#section-3.1">RFC 6750, 3.1</a>), upon which a client asks for another.
     */
    private static Response tellHowToLogIn(UriInfo uri, boolean hasSentOne) {
        String detail = hasSentOne
                ? "This access token has expired, or is none; ask the identity provider for another"
                : "Send an access token as Authorization: Bearer, or log in at /login";
        return Response.fromResponse(answer(new ProblemException(ProblemCode.UNAUTHENTICATED, detail), uri))
                .header("WWW-Authenticate", hasSentOne ? "Bearer error=\"invalid_token\"" : "Bearer")
                .build();
    }

    @ServerExceptionMapper
    public Response forbidden(ForbiddenException fault, UriInfo uri) {
        return answer(
                new ProblemException(
                        ProblemCode.FORBIDDEN,
                        "Your roles do not allow this; nothing is allowed without the role user, which is given at the"
                                + " identity provider"),
                uri);
    }

    @ServerExceptionMapper
    public Response engine(EngineException fault, UriInfo uri, RoutingContext context) {
        String message = String.valueOf(fault.getMessage());
        return switch (fault) {
            case EngineException.Unavailable e ->
                answer(new ProblemException(ProblemCode.ENGINE_UNAVAILABLE, message), uri);
            case EngineException.Conflict e -> answer(new ProblemException(ProblemCode.CONFLICT, message), uri);
            case EngineException.NotFound e -> answer(new ProblemException(ProblemCode.NOT_FOUND, message), uri);
            case EngineException.Refused e -> unexpected(e, uri, context);
        };
    }

    /** Quarkus has mappers of its own for the kinds; each must be named to take its place. */
    @ServerExceptionMapper({
        JsonProcessingException.class,
        MismatchedInputException.class,
        InvalidFormatException.class,
        UnrecognizedPropertyException.class
    })
    public Response json(JsonProcessingException fault, UriInfo uri) {
        return answer(JsonFaults.of("body", fault), uri);
    }

    @ServerExceptionMapper
    public Response web(WebApplicationException fault, UriInfo uri) {
        if (fault.getCause() instanceof JsonProcessingException json) {
            return answer(JsonFaults.of("body", json), uri);
        }
        return answer(ofStatus(fault, uri.getPath()), uri);
    }

    @ServerExceptionMapper
    public Response unexpected(Exception fault, UriInfo uri, RoutingContext context) {
        if (Database.isAway(fault) || Database.isLate(fault)) {
            LOG.warnf("database unavailable path=%s cause=%s", uri.getPath(), fault.getMessage());
            return answer(
                    new ProblemException(
                            ProblemCode.DATABASE_UNAVAILABLE,
                            "Nothing was changed; send the request again in a moment"),
                    uri);
        }
        boolean bodyBrokeOff =
                fault instanceof IOException && !context.request().isEnded();
        if (bodyBrokeOff || isOfForm(fault) || context.response().closed()) {
            // Whoever has left does not read it; a form that is none, or ends before its end, looks the same.
            LOG.debugf("body broken path=%s cause=%s", uri.getPath(), fault.getMessage());
            return answer(ProblemException.invalid("body", "is not whole, or not what its Content-Type says"), uri);
        }
        String id = UUID.randomUUID().toString();
        LOG.errorf(fault, "unexpected fault id=%s path=%s", id, uri.getPath());
        return answer(
                new ProblemException(ProblemCode.INTERNAL, "The platform's log has the cause under the id " + id), uri);
    }

    /** Whether it was thrown where a form is taken apart, by whatever class: it says that the form is none, or has too many parts. */
    private static boolean isOfForm(Exception fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith(FORMS);
    }

    private static ProblemException ofStatus(WebApplicationException fault, String path) {
        int status = fault.getResponse().getStatus();
        return switch (status) {
            // Quarkus says so too of a path that takes other methods, where several resources begin alike.
            case 404 ->
                AllowedMethods.takesAny(path)
                        ? methodNotAllowed()
                        : new ProblemException(ProblemCode.NOT_FOUND, "There is nothing at this path");
            case 405 -> methodNotAllowed();
            case 406 -> new ProblemException(ProblemCode.NOT_ACCEPTABLE, "See /q/openapi for what it answers");
            case 413 -> tooLarge();
            case 415 -> new ProblemException(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send application/json");
            default ->
                status >= 500
                        ? new ProblemException(ProblemCode.INTERNAL, String.valueOf(fault.getMessage()))
                        : new ProblemException(ProblemCode.INVALID_REQUEST, String.valueOf(fault.getMessage()));
        };
    }

    private static ProblemException methodNotAllowed() {
        return new ProblemException(ProblemCode.METHOD_NOT_ALLOWED, "See /q/openapi for what it takes");
    }

    private static ProblemException tooLarge() {
        return new ProblemException(
                ProblemCode.TOO_LARGE,
                "A request's body is at most 64 KiB, a launch's 512 KiB, a Dockerfile's 1 MiB, a build's context 256 MiB");
    }

    /** The problem as it is answered with. */
    static Response answer(ProblemException fault, UriInfo uri) {
        ResponseBuilder answer = Response.status(fault.code().status())
                .type(Problem.MEDIA_TYPE)
                .entity(Problem.of(fault, "/" + uri.getPath().replaceFirst("^/", "")));
        fault.code().retryAfter().ifPresent(wait -> answer.header("Retry-After", wait.toSeconds()));
        return answer.build();
    }
}
