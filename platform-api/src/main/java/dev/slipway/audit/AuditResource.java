package dev.slipway.audit;

import dev.slipway.database.Database;
import dev.slipway.identity.Callers;
import dev.slipway.problem.Parameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The audit trail, newest first. */
@Path("/api/v1/audit")
@RolesAllowed(Callers.ADMIN)
public class AuditResource {
    private final Database database;

    AuditResource(Database database) {
        this.database = database;
    }

    @Schema(
            name = "AuditPage",
            requiredProperties = {"items"})
    public record AuditPage(List<Entry> items, @Nullable String nextCursor) {}

    /**
     * Something that an administrator did, or Slipway by itself.
     *
     * @param by who, by the name of then
     * @param byId who, by the identity provider's subject
     * @param action stable, such as {@code image.register}
     * @param subject to what
     */
    @Schema(
            name = "AuditEntry",
            requiredProperties = {"id", "at", "by", "byId", "action", "subject", "detail"})
    public record Entry(long id, Instant at, String by, String byId, String action, String subject, String detail) {}

    @GET
    @RunOnVirtualThread
    public AuditPage list(
            @QueryParam("limit") @DefaultValue("50") String limit, @QueryParam("cursor") @Nullable String cursor) {
        int most = Parameters.number("limit", limit, 1, 200);
        long before = cursor == null ? Long.MAX_VALUE : Parameters.number("cursor", cursor, 1, Integer.MAX_VALUE);
        List<Entry> found = database.call(sql -> sql.createQuery("""
                        select * from audit where id < :before order by id desc limit :limit
                        """)
                .bind("before", before)
                .bind("limit", most + 1)
                .map((row, context) -> new Entry(
                        row.getLong("id"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("by_name"),
                        row.getString("by_id"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("detail")))
                .list());
        boolean more = found.size() > most;
        List<Entry> items = more ? found.subList(0, most) : found;
        return new AuditPage(items, more ? Long.toString(items.getLast().id()) : null);
    }
}
