package dev.slipway.host;

import dev.slipway.identity.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** All machines of this installation. */
@Tag(name = "Hosts")
@Path("/api/v1/hosts")
@RolesAllowed(Callers.USER)
public class HostsResource {
    private final Hosts hosts;

    HostsResource(Hosts hosts) {
        this.hosts = hosts;
    }

    /** A page of machines; an installation's fit one. */
    @Schema(name = "HostPage")
    public record HostPage(List<HostView> items, @Nullable String nextCursor) {}

    /** Lists all machines of this installation, as each was last seen. */
    @Operation(operationId = "listHosts")
    @GET
    @RunOnVirtualThread
    public HostPage list() {
        return new HostPage(hosts.all(), null);
    }
}
