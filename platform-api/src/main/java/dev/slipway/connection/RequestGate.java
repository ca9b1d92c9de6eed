package dev.slipway.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.identity.Callers;
import dev.slipway.problem.Problem;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Checks each request before any of its body is read: who sends it, how large its body may be, and whether the platform has
 * room for it. Closes the connection of a body that comes too slowly.
 */
@ApplicationScoped
class RequestGate {
    /** Quarkus reads what the identity provider sends before it looks for logins. */
    private static final int BEFORE_QUARKUS = 7_000;

    /** After Quarkus has looked for a login, before anything reads a body. */
    private static final int AFTER_AUTHENTICATION = 50;

    /** After the handler of Quarkus's that sets one bound for all. */
    private static final int AFTER_THE_COMMON_BOUND = -1;

    /** Bytes. Bodies up to this size have room of their own, which large bodies cannot take. */
    private static final int SMALL = 64 << 10;

    /** The lowest average rate of a body, in bytes a second: a context of 256 MiB has a little more than an hour. */
    private static final int SLOWEST = 64 << 10;

    private static final Duration LINGERS = Duration.ofSeconds(2);

    private static final String TOO_MUCH = "Requests that carry much are under way already; send it again in a moment";

    private final Room small = new Room(1 << 20, 8 << 20);
    private final Room large = new Room(3 << 20, 24 << 20);

    /**
     * Room for bodies that are read before a login is looked for, by address: such as the identity provider's word that a login
     * is over.
     */
    private final Room strangers = new Room(1 << 20, 4 << 20);

    private final ObjectMapper json;
    private final Duration bodyTime;

    RequestGate(
            ObjectMapper json,
            @ConfigProperty(name = "slipway.http.body-time", defaultValue = "PT30S") Duration bodyTime) {
        this.json = json;
        this.bodyTime = bodyTime;
    }

    void register(@Observes Filters filters) {
        filters.register(this::checkStranger, BEFORE_QUARKUS);
        filters.register(this::check, AFTER_AUTHENTICATION);
    }

    void register(@Observes Router router) {
        router.route().order(AFTER_THE_COMMON_BOUND).handler(context -> {
            context.put(
                    VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, BodyKind.of(context).most());
            context.next();
        });
    }

    private void checkStranger(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!comesWithoutALogin(context)) {
            context.next();
        } else if (lengthOf(request) < 0) {
            // Some of what reads a body at this point sets no limit of its own, so that we need the length first.
            refuse(context, ProblemCode.TOO_LARGE, "Say how long the body is (Content-Length)");
        } else {
            admit(context, request.remoteAddress().hostAddress(), strangers);
        }
    }

    /** Whether the request has a body that is read before a login is looked for, such as a form from the identity provider. */
    static boolean comesWithoutALogin(RoutingContext context) {
        return hasBody(context.request()) && !isForTheApi(context);
    }

    static boolean isForTheApi(RoutingContext context) {
        return context.normalizedPath().startsWith("/api");
    }

    private void check(RoutingContext context) {
        if (!hasBody(context.request()) || !isForTheApi(context)) {
            context.next();
            return;
        }
        Callers.sending(context)
                .subscribe()
                .with(
                        sender -> sender.ifPresentOrElse(
                                caller -> admit(context, caller.id(), roomFor(context)),
                                () -> refuseTheUnknown(context)),
                        fault -> {
                            context.addEndHandler(done -> letPassBy(context));
                            context.next();
                        });
    }

    private Room roomFor(RoutingContext context) {
        return BodyKind.of(context).inMemory(lengthOf(context.request())) <= SMALL ? small : large;
    }

    private void refuseTheUnknown(RoutingContext context) {
        context.response().putHeader("WWW-Authenticate", "Bearer");
        refuse(
                context,
                ProblemCode.UNAUTHENTICATED,
                "Send an access token as Authorization: Bearer, or log in at /login");
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || lengthOf(request) != 0;
    }

    /**
     * The length that the request announces, in bytes; below zero: it announces none. A malformed length, or one of more than
     * 18 digits, counts as too large for any bound.
     */
    private static long lengthOf(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) ? -1 : 0;
        }
        return length.matches("\\d{1,18}") ? Long.parseLong(length) : Long.MAX_VALUE;
    }

    private void admit(RoutingContext context, String user, Room room) {
        HttpServerRequest request = context.request();
        BodyKind kind = BodyKind.of(context);
        long length = lengthOf(request);
        if (length > kind.most()) {
            refuse(context, ProblemCode.TOO_LARGE, kind.bound());
        } else if (!room.take(user, kind.inMemory(length), context.response())) {
            context.response().putHeader("Retry-After", "1");
            refuse(context, ProblemCode.RATE_LIMITED, TOO_MUCH);
        } else {
            endInTime(context);
            context.next();
        }
    }

    /**
     * Looks at a body once in every {@code bodyTime}, and closes the connection if the body has come more slowly than
     * {@link #SLOWEST} since the previous look, unless the platform itself has stopped reading it.
     */
    private void endInTime(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        ArrivingBody body = ArrivingBody.of(request);
        long expected = SLOWEST * bodyTime.toSeconds();
        AtomicLong before = new AtomicLong(body.bytes());
        long looks = context.vertx().setPeriodic(bodyTime.toMillis(), timer -> {
            if (response.ended() || response.closed() || body.isWhole()) {
                context.vertx().cancelTimer(timer);
            } else if (body.bytes() - before.getAndSet(body.bytes()) < expected && body.isTaken()) {
                context.vertx().cancelTimer(timer);
                request.connection().close();
            }
        });
        // Nothing of a request that is over is kept for the sake of its timer.
        context.addEndHandler(done -> context.vertx().cancelTimer(looks));
    }

    /**
     * Answers with an error, and discards the rest of the body for a moment before it closes the connection: closed at once,
     * the client would lose the answer.
     */
    private void refuse(RoutingContext context, ProblemCode code, String detail) {
        Problem problem = Problem.of(new ProblemException(code, detail), context.normalizedPath());
        HttpServerResponse response = context.response();
        try {
            response.setStatusCode(problem.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(json.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            context.fail(e);
        }
        letPassBy(context);
    }

    private static void letPassBy(RoutingContext context) {
        HttpServerRequest request = context.request();
        request.resume();
        if (!request.isEnded()) {
            context.vertx().setTimer(LINGERS.toMillis(), late -> {
                if (!request.isEnded()) {
                    request.connection().close();
                }
            });
        }
    }
}
