package dev.slipway.workspace.api;

import dev.slipway.identity.Callers;
import dev.slipway.reconcile.Orphans;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Containers of workspaces that the database does not know, for administrators: a few are removed by themselves, many stay. */
@Tag(name = "Administration")
@Path("/api/v1/orphans")
@RolesAllowed(Callers.ADMIN)
public class OrphanResource {
    private final Orphans orphans;

    OrphanResource(Orphans orphans) {
        this.orphans = orphans;
    }

    /**
     * A container that belongs to no workspace.
     *
     * @param id of the workspace that it was
     */
    @Schema(name = "Orphan")
    public record Orphan(String id) {}

    /** A page of them; a machine's fit one. */
    @Schema(name = "OrphanPage")
    public record OrphanPage(List<Orphan> items, @Nullable String nextCursor) {}

    /**
     * Lists containers of workspaces that the database does not know. A few are removed by themselves; many stay until an
     * administrator has looked.
     */
    @Operation(operationId = "listOrphans")
    @GET
    @RunOnVirtualThread
    public OrphanPage list() {
        return new OrphanPage(
                orphans.now().stream().map(id -> new Orphan(id.value())).toList(), null);
    }
}
