package dev.slipway.operation;

import dev.slipway.audit.AuditTrail;
import dev.slipway.identity.Callers;
import dev.slipway.problem.ProblemException;
import dev.slipway.stream.EventStream;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Operations, for everyone who waits for one; administrators see all and end them. */
@Path("/api/v1/operations")
@Authenticated
public class OperationResource {
    private static final int MOST = 200;

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

    /** The latest, newest first; they are kept for a week. */
    @GET
    @RolesAllowed("admin")
    @RunOnVirtualThread
    public OperationPage list() {
        return new OperationPage(
                operations.list(MOST).stream().map(OperationView::of).toList(), null);
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    public OperationView get(String id) {
        return OperationView.of(found(id));
    }

    @POST
    @Path("{id}/cancel")
    @RolesAllowed("admin")
    @RunOnVirtualThread
    public RestResponse<OperationView> cancel(String id) {
        Operation operation = found(id);
        operations.cancel(operation);
        audit.add(
                Callers.of(identity),
                "operation.cancel",
                operation.image() + " " + operation.version(),
                operation.kind() + " " + id);
        return RestResponse.status(RestResponse.Status.ACCEPTED, OperationView.of(found(id)));
    }

    /** The operation as it is now, and again at every change, until it has ended. */
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
    public Multi<OutboundSseEvent> follow(String id, @Context Sse sse) {
        found(id);
        AtomicLong shown = new AtomicLong(-1);
        return stream.follow(id, sse, () -> {
            Optional<Operation> now = operations.find(id);
            List<EventStream.Event> news = now
                    .filter(operation -> operation.revision() != shown.get())
                    .map(operation -> new EventStream.Event(
                            Long.toString(operation.revision()), "operation", OperationView.of(operation)))
                    .stream()
                    .toList();
            now.ifPresent(operation -> shown.set(operation.revision()));
            return new EventStream.Found(
                    news,
                    now.filter(operation -> !operation.state().isFinished()).isEmpty());
        });
    }

    private Operation found(String id) {
        return operations.find(id).orElseThrow(() -> ProblemException.notFound("operation " + id));
    }
}
