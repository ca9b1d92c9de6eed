package dev.slipway.workspace.api;

import dev.slipway.admission.AdmissionConfig;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.workspace.WorkspaceStore;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.math.BigDecimal;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller, and what the caller's workspaces take. */
@Tag(name = "The caller")
@Path("/api/v1/me")
@RolesAllowed(Callers.USER)
public class MeResource {
    private final WorkspaceStore store;
    private final AdmissionConfig config;
    private final SecurityIdentity identity;

    MeResource(WorkspaceStore store, AdmissionConfig config, SecurityIdentity identity) {
        this.store = store;
        this.config = config;
        this.identity = identity;
    }

    @Schema(name = "Me")
    public record Me(String id, String username, Set<String> groups, Set<String> roles, Quota quota, Use usage) {}

    @Schema(name = "Quota")
    public record Quota(int workspaces) {}

    @Schema(name = "Usage")
    public record Use(long workspaces, BigDecimal cpus, String memory) {}

    /** Shows who the caller is, what they may have, and what their workspaces take. */
    @Operation(operationId = "getMe")
    @GET
    @RunOnVirtualThread
    public Me get() {
        Caller caller = Callers.of(identity);
        WorkspaceStore.Usage usage = store.usageOf(caller.id());
        return new Me(
                caller.id(),
                caller.username(),
                caller.groups(),
                caller.roles(),
                new Quota(config.perUser()),
                new Use(
                        usage.workspaces(),
                        BigDecimal.valueOf(usage.cpuMillis(), 3).stripTrailingZeros(),
                        new Bytes(usage.memoryBytes()).toString()));
    }
}
