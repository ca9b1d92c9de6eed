package dev.slipway.operation;

import dev.slipway.audit.AuditTrail;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.operationlog.LogEntry;
import dev.slipway.operationlog.LogPart;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.request.Cursor;
import dev.slipway.request.PageSize;
import dev.slipway.request.Parameters;
import dev.slipway.request.TaggedAnswers;
import dev.slipway.watch.EventStream;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Operations, for everyone who waits for one; a build's is its builder's alone. Administrators see all and end them. */
@Tag(name = "Operations")
@Path("/api/v1/operations")
@RolesAllowed(Callers.USER)
public class OperationResource {
    private static final int MOST_AT_ONCE = 5_000;

    private final Operations operations;
    private final EventStream stream;
    private final AuditTrail audit;
    private final TaggedAnswers tagged;
    private final SecurityIdentity identity;

    OperationResource(
            Operations operations,
            EventStream stream,
            AuditTrail audit,
            TaggedAnswers tagged,
            SecurityIdentity identity) {
        this.operations = operations;
        this.stream = stream;
        this.audit = audit;
        this.tagged = tagged;
        this.identity = identity;
    }

    @Schema(name = "OperationPage")
    public record OperationPage(
            List<OperationView> items, @Nullable String nextCursor) {}

    @Schema(name = "OperationLogPage")
    public record LogPage(List<LogEntry> items, @Nullable String nextCursor) {}

    /** Lists pulls, builds and checks of images, the newest first. They are kept for a week after their end. */
    @org.eclipse.microprofile.openapi.annotations.Operation(operationId = "listOperations")
    @GET
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    public OperationPage list(
            @QueryParam("limit") @DefaultValue(PageSize.DEFAULT) String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageSize size = PageSize.read(limit);
        Cursor after = cursor == null ? Cursor.BEGINNING : Cursor.read(cursor);
        PageSize.Cut<Operation> page = size.cut(operations.page(after, size.andOneMore()));
        return new OperationPage(
                page.items().stream().map(this::shown).toList(),
                page.last()
                        .map(last -> new Cursor(last.times().createdAt(), last.id()).written())
                        .orElse(null));
    }

    /** Shows a pull, a build or a check. */
    @org.eclipse.microprofile.openapi.annotations.Operation(operationId = "getOperation")
    @GET
    @Path("{id}")
    @RunOnVirtualThread
    public RestResponse<OperationView> get(String id, @HeaderParam("If-None-Match") @Nullable String known) {
        OperationView view = shown(found(id));
        return tagged.looked(0, view, view, known); // nobody changes it
    }

    /** Cancels an operation, for administrators and for who builds an image of their own. One that has ended stays as it is. */
    @org.eclipse.microprofile.openapi.annotations.Operation(operationId = "cancelOperation")
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

    /**
     * Reads what an operation said. It is for who asked for it, and for administrators, whose looks at others' builds are kept in
     * the audit trail.
     */
    @org.eclipse.microprofile.openapi.annotations.Operation(operationId = "readOperationLog")
    @GET
    @Path("{id}/log")
    @RunOnVirtualThread
    public LogPage log(
            String id,
            @QueryParam("limit") @DefaultValue("200") String limit,
            @QueryParam("cursor") @DefaultValue("0") String cursor) {
        Operation operation = found(id);
        if (!mayReadLog(operation)) {
            throw ProblemException.notFound("log of operation " + id);
        }
        keepLook(operation);
        int most = PageSize.read(limit).most();
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
     * Streams an operation as it is now, and again at every change until it has ended. Between them come the lines of a build's
     * log, as events named {@code log}, for who may read it.
     */
    @org.eclipse.microprofile.openapi.annotations.Operation(operationId = "followOperation")
    @GET
    @Path("{id}/events/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = OperationView.class)))
    @Blocking
    @RunOnVirtualThread
    public Multi<OutboundSseEvent> follow(
            String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Context Sse sse,
            @Context HttpServerResponse response) {
        Operation followed = found(id);
        boolean withLog = mayReadLog(followed);
        if (withLog) {
            keepLook(followed);
        }
        Caller caller = Callers.of(identity);
        Told begin = Told.read(lastEventId);
        AtomicLong shown = new AtomicLong(begin.revision());
        AtomicInteger told = new AtomicInteger(begin.line());
        return stream.follow(Callers.of(identity).id(), id, sse, response, () -> {
            // The operation first: what it said before it ended is kept by then.
            Optional<Operation> now = operations.find(id);
            List<EventStream.Event> news = new ArrayList<>();
            LogPart part = withLog ? operations.log(id, told.get(), MOST_AT_ONCE) : new LogPart(List.of(), false);
            for (LogEntry line : part.lines()) {
                told.set(line.line());
                news.add(new EventStream.Event(new Told(shown.get(), line.line()).written(), "log", line));
            }
            now.filter(operation -> operation.revision() != shown.get())
                    .filter(operation -> !(part.mayGoOn() && operation.state().isFinished()))
                    .ifPresent(operation -> {
                        shown.set(operation.revision());
                        news.add(new EventStream.Event(
                                new Told(operation.revision(), told.get()).written(),
                                "operation",
                                OperationView.of(operation, caller)));
                    });
            boolean isOver =
                    now.filter(operation -> !operation.state().isFinished()).isEmpty();
            return new EventStream.Found(news, isOver && !part.mayGoOn(), part.mayGoOn());
        });
    }

    /**
     * How far a client of an operation's stream is, as the ids of its events say.
     *
     * @param revision of the operation as it was last sent; -1: it was not
     * @param line of its log that was last sent; 0: none was
     */
    private record Told(long revision, int line) {
        private static final Told NOTHING = new Told(-1, 0);
        private static final Pattern WRITTEN = Pattern.compile("(-1|\\d{1,18})\\.(\\d{1,9})");

        /** What is no id of such an event is as if there were none. */
        static Told read(@Nullable String lastEventId) {
            Matcher matcher = WRITTEN.matcher(lastEventId == null ? "" : lastEventId);
            return matcher.matches()
                    ? new Told(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                    : NOTHING;
        }

        String written() {
            return revision + "." + line;
        }
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
