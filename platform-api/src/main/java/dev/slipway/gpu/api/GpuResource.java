package dev.slipway.gpu.api;

import dev.slipway.database.Database;
import dev.slipway.gpu.Cordons;
import dev.slipway.gpu.Leases;
import dev.slipway.gpu.OutsideUse;
import dev.slipway.gpu.Shares;
import dev.slipway.host.HostGpus;
import dev.slipway.host.KeptFaults;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.problem.Refuses;
import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUuid;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The host's GPUs over HTTP. */
@Tag(name = "GPUs")
@Path("/api/v1/gpus")
@RolesAllowed(Callers.USER)
public class GpuResource {
    private final HostGpus gpus;
    private final Database database;
    private final Leases leases;
    private final Cordons cordons;
    private final Shares shares;
    private final OutsideUse outside;
    private final KeptFaults faults;
    private final SecurityIdentity identity;

    GpuResource(
            HostGpus gpus,
            Database database,
            Leases leases,
            Cordons cordons,
            Shares shares,
            OutsideUse outside,
            KeptFaults faults,
            SecurityIdentity identity) {
        this.gpus = gpus;
        this.database = database;
        this.leases = leases;
        this.cordons = cordons;
        this.shares = shares;
        this.outside = outside;
        this.faults = faults;
        this.identity = identity;
    }

    /** A page of GPUs; a host's fit one. */
    @Schema(name = "GpuPage")
    public record GpuPage(List<GpuView> items, @Nullable String nextCursor) {}

    /** Lists the host's GPUs, what they do, and who has them. */
    @Operation(operationId = "listGpus")
    @GET
    @RunOnVirtualThread
    public GpuPage list() {
        HostGpus.Seen seen = gpus.lately();
        return new GpuPage(shown(seen, seen.snapshot().host().gpus()), null);
    }

    /** Shows a GPU. */
    @Operation(operationId = "getGpu")
    @GET
    @Path("{uuid}")
    @RunOnVirtualThread
    public GpuView get(String uuid) {
        HostGpus.Seen seen = gpus.lately();
        return shown(seen, List.of(here(seen.snapshot(), uuid))).getFirst();
    }

    private List<GpuView> shown(HostGpus.Seen seen, List<GpuState> wanted) {
        Caller caller = Callers.of(identity);
        record Rows(Set<GpuUuid> cordoned, Map<GpuUuid, List<Leases.Lease>> held) {}
        Rows rows = database.transact(() -> new Rows(cordons.all(), leases.byGpu()));
        return wanted.stream()
                .map(state -> {
                    GpuUuid uuid = state.gpu().uuid();
                    List<Leases.Lease> leased = rows.held().getOrDefault(uuid, List.of());
                    return GpuView.of(
                            state,
                            seen,
                            rows.cordoned().contains(uuid),
                            leased,
                            OutsideUse.beside(leased, outside.of(state)),
                            shares,
                            caller);
                })
                .toList();
    }

    /** Cordons a GPU: nothing of it is handed out any more. Who has it keeps it. */
    @Operation(operationId = "cordonGpu")
    @POST
    @Path("{uuid}/cordon")
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    public GpuView cordon(String uuid) {
        cordons.cordon(
                here(gpus.look(), uuid).gpu().uuid(), Callers.of(identity).person());
        return get(uuid);
    }

    /** Takes a cordon back. */
    @Operation(operationId = "uncordonGpu")
    @POST
    @Path("{uuid}/uncordon")
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    public GpuView uncordon(String uuid) {
        cordons.uncordon(
                here(gpus.look(), uuid).gpu().uuid(), Callers.of(identity).person());
        return get(uuid);
    }

    /** Says that a GPU is well, after the driver reported a fault of it. Its machine need not be started anew for that. */
    @Operation(operationId = "declareGpuHealthy")
    @Refuses(ProblemCode.CONFLICT)
    @POST
    @Path("{uuid}/declare-healthy")
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    public GpuView declareHealthy(String uuid) {
        GpuState state = here(gpus.look(), uuid);
        if (state.health() instanceof GpuHealth.Unhealthy fault) {
            if (!fault.wasReported()) {
                throw new ProblemException(
                        ProblemCode.CONFLICT, "The driver itself says that it is not: " + fault.message());
            }
            faults.forget(state.gpu().uuid(), fault, Callers.of(identity).person());
        }
        return get(uuid);
    }

    private static GpuState here(GpuInventory.Snapshot now, String uuid) {
        return now.host().named(uuid).orElseThrow(() -> ProblemException.notFound("GPU " + uuid));
    }
}
