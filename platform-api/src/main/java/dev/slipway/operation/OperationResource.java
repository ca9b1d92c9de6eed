package dev.slipway.operation;

import dev.slipway.audit.AuditTrail;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.operationlog.LogEntry;
import dev.slipway.operationlog.LogPart;
import dev.slipway.problem.Parameters;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.watch.EventStream;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Operations, for everyone who waits for one; a build's is its builder's alone. Administrators see all and end them. */
@Path("/api/v1/operations")
@RolesAllowed(Callers.USER)
public class OperationResource {
    private static final int MOST = 200;
    private static final int MOST_AT_ONCE = 5_000;

    private final Operations operations;
    private final EventStream stream;
    private final AuditTrail audit;
    private final SecurityIdentity identity;

    OperationResource(Operations operations, EventStream stream, AuditTrail audit, SecurityIdentity identity) {
        this.operations = operations;
        this.stream = stream;
        this.audit = audit;
        this.identity = identity;
    }

    @Schema(
            name = "OperationPage",
            requiredProperties = {"items"})
    public record OperationPage(
            List<OperationView> items, @Nullable String nextCursor) {}

    @Schema(
            name = "OperationLogPage",
            requiredProperties = {"items"})
    public record LogPage(List<LogEntry> items, @Nullable String nextCursor) {}

    /** The latest, newest first; they are kept for a week. */
    @GET
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    public OperationPage list() {
        return new OperationPage(operations.list(MOST).stream().map(this::shown).toList(), null);
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    public OperationView get(String id) {
        return shown(found(id));
    }

    /** For administrators, and for who builds an image of their own. */
    @POST
    @Path("{id}/cancel")
    @RunOnVirtualThread
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public RestResponse<OperationView> cancel(String id) {
        Operation operation = found(id);
        Caller caller = Callers.of(identity);
        if (!caller.isAdmin() && operation.kind() != Operation.Kind.BUILD) {
            throw new ProblemException(ProblemCode.FORBIDDEN, "Others may wait for it; an administrator can end it");
        }
        operations.cancel(operation, caller.person());
        return RestResponse.status(RestResponse.Status.ACCEPTED, shown(found(id)));
    }

    /** What it said, for who asked for it and administrators, whose looks at others' builds are kept in the audit trail. */
    @GET
    @Path("{id}/log")
    @RunOnVirtualThread
    public LogPage log(
            String id,
            @QueryParam("limit")
                    @DefaultValue("200")
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "" + MOST,
                                            defaultValue = "200"))
                    String limit,
            @QueryParam("cursor") @DefaultValue("0") String cursor) {
        Operation operation = found(id);
        if (!mayReadLog(operation)) {
            throw ProblemException.notFound("log of operation " + id);
        }
        keepLook(operation);
        int most = Parameters.number("limit", limit, 1, MOST);
        LogPart part = operations.log(id, Parameters.number("cursor", cursor, 0, 999_999_999), most);
        return new LogPage(
                part.lines(),
                part.mayGoOn() ? Integer.toString(part.lines().getLast().line()) : null);
    }

    /** It can hold what its Dockerfile did with its arguments. */
    private boolean mayReadLog(Operation operation) {
        return Callers.of(identity).isAdmin() || isOwn(operation);
    }

    private boolean isOwn(Operation operation) {
        return operation.isOf(Callers.of(identity));
    }

    private void keepLook(Operation operation) {
        if (operation.kind() == Operation.Kind.BUILD && !isOwn(operation)) {
            audit.addLook(
                    Callers.of(identity).person(),
                    "operation.read-log",
                    "operation " + operation.id(),
                    "build of " + operation.image() + " " + operation.version() + " for "
                            + operation.requester().name());
        }
    }

    /**
     * The operation as it is now, and again at every change, until it has ended; between them, as events named {@code log}, the
     * lines of a build's log, for those who may read it.
     */
    @GET
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = OperationView.class)))
    @Blocking
    @RunOnVirtualThread
    public Multi<OutboundSseEvent> follow(String id, @Context Sse sse, @Context HttpServerResponse response) {
        Operation followed = found(id);
        boolean withLog = mayReadLog(followed);
        if (withLog) {
            keepLook(followed);
        }
        Caller caller = Callers.of(identity);
        AtomicLong shown = new AtomicLong(-1);
        AtomicInteger told = new AtomicInteger();
        return stream.follow(Callers.of(identity).id(), id, sse, response, () -> {
            // The operation first: what it said before it ended is kept by then.
            Optional<Operation> now = operations.find(id);
            List<EventStream.Event> news = new ArrayList<>();
            LogPart part = withLog ? operations.log(id, told.get(), MOST_AT_ONCE) : new LogPart(List.of(), false);
            for (LogEntry line : part.lines()) {
                news.add(new EventStream.Event("log-" + line.line(), "log", line));
                told.set(line.line());
            }
            now.filter(operation -> operation.revision() != shown.get())
                    .filter(operation -> !(part.mayGoOn() && operation.state().isFinished()))
                    .ifPresent(operation -> {
                        shown.set(operation.revision());
                        news.add(new EventStream.Event(
                                Long.toString(operation.revision()), "operation", OperationView.of(operation, caller)));
                    });
            boolean isOver =
                    now.filter(operation -> !operation.state().isFinished()).isEmpty();
            return new EventStream.Found(news, isOver && !part.mayGoOn(), part.mayGoOn());
        });
    }

    private OperationView shown(Operation operation) {
        return OperationView.of(operation, Callers.of(identity));
    }

    /** What the caller may not see is not there. */
    private Operation found(String id) {
        return operations
                .find(id)
                .filter(operation -> operation.isVisibleTo(Callers.of(identity)))
                .orElseThrow(() -> ProblemException.notFound("operation " + id));
    }
}
