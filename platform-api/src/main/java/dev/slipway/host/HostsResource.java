package dev.slipway.host;

import dev.slipway.identity.Callers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** All machines of this installation. */
@Path("/api/v1/hosts")
@RolesAllowed(Callers.USER)
public class HostsResource {
    private final Hosts hosts;

    HostsResource(Hosts hosts) {
        this.hosts = hosts;
    }

    /** A page of machines; an installation's fit one. */
    @Schema(
            name = "HostPage",
            requiredProperties = {"items"})
    public record HostPage(List<HostView> items, @Nullable String nextCursor) {}

    @GET
    @RunOnVirtualThread
    public HostPage list() {
        return new HostPage(hosts.all(), null);
    }
}
