package dev.slipway.audit;

import dev.slipway.database.Database;
import dev.slipway.identity.Callers;
import dev.slipway.request.PageSize;
import dev.slipway.request.Parameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.data.Limit;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The audit trail, newest first. */
@Tag(name = "Administration")
@Path("/api/v1/audit")
@RolesAllowed(Callers.ADMIN)
public class AuditResource {
    private final Database database;
    private final AuditTable table;

    AuditResource(Database database, AuditTable table) {
        this.database = database;
        this.table = table;
    }

    @Schema(name = "AuditPage")
    public record AuditPage(List<Entry> items, @Nullable String nextCursor) {}

    /**
     * Something that an administrator did, or Slipway by itself.
     *
     * @param by who, by the name of then
     * @param byId who, by the identity provider's subject
     * @param action stable, such as {@code image.register}
     * @param subject to what
     */
    @Schema(name = "AuditEntry")
    public record Entry(long id, Instant at, String by, String byId, String action, String subject, String detail) {
        private static Entry of(AuditRow row) {
            return new Entry(row.id, row.at, row.by.name(), row.by.id(), row.action, row.subject, row.detail);
        }
    }

    /** Lists what administrators did, and Slipway by itself, the newest first. */
    @Operation(operationId = "listAudit")
    @GET
    @RunOnVirtualThread
    public AuditPage list(
            @QueryParam("limit") @DefaultValue(PageSize.DEFAULT) String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageSize size = PageSize.read(limit);
        long before = cursor == null ? Long.MAX_VALUE : Parameters.number("cursor", cursor, 1, Integer.MAX_VALUE);
        PageSize.Cut<Entry> page =
                size.cut(database.transact(() -> table.before(before, Limit.of(size.andOneMore()))).stream()
                        .map(Entry::of)
                        .toList());
        return new AuditPage(
                page.items(),
                page.last().map(entry -> Long.toString(entry.id())).orElse(null));
    }
}
