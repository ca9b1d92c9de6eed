package dev.slipway.host;

import dev.slipway.audit.AuditTrail;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.loop.Bell;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.loop.ThisHost;
import dev.slipway.runtime.gpu.GpuEvent;
import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.host.Boot;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Stores the faults that the driver reports only once: fatal Xids. The driver does not repeat them, so that without this a
 * restarted platform would lease the GPU again. A fault counts until the GPU has gone from the bus, the machine restarts, or an
 * administrator declares the GPU healthy. All platform processes on one host agree within seconds.
 */
@ApplicationScoped
public class KeptFaults {
    private static final Logger LOG = Logger.getLogger(KeptFaults.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final Database database;
    private final FaultTable table;
    private final HostGpus gpus;
    private final AuditTrail audit;
    private final ThisHost here;
    private final Clock clock;
    private final String boot = Boot.now().id();
    private final Bell bell = new Bell();

    /** The GPUs whose fault was both in this process's memory and in the table at the last comparison. */
    private final Set<GpuUuid> agreed = new HashSet<>();

    KeptFaults(Database database, FaultTable table, HostGpus gpus, AuditTrail audit, ThisHost here, Clock clock) {
        this.database = database;
        this.table = table;
        this.gpus = gpus;
        this.audit = audit;
        this.here = here;
        this.clock = clock;
    }

    void start(@Observes @Priority(Database.AFTER_THE_SCHEMA) StartupEvent event, Loops loops) {
        compare();
        loops.begin(Schedule.every(BETWEEN_LOOKS, "gpu-faults", Reach.PROCESS), bell, this::compare);
    }

    void look(@Observes GpuEvent event) {
        bell.ring();
    }

    /**
     * Brings the table and this process's memory together. A fault that only one of them has is new if they never agreed on it,
     * and is copied to the other. If they did agree, it was taken back where it is missing, and is dropped. The fault of a GPU
     * that is gone is dropped.
     */
    synchronized void compare() {
        GpuInventory.Snapshot now = gpus.look();
        if (now.isStale() || now.host().gpus().isEmpty()) {
            return; // there are no GPUs, or the driver does not answer
        }
        Map<GpuUuid, GpuHealth.Unhealthy> reported = reported(now.host());
        Map<GpuUuid, FaultRow> kept = database.transact(() -> table.of(here.name(), boot)).stream()
                .collect(Collectors.toMap(FaultRow::gpu, Function.identity()));
        reported.forEach((gpu, fault) -> {
            if (kept.containsKey(gpu)) {
                agreed.add(gpu);
            } else if (agreed.remove(gpu)) {
                gpus.forget(gpu);
            } else {
                keep(gpu, fault);
                agreed.add(gpu);
            }
        });
        kept.forEach((gpu, row) -> {
            if (reported.containsKey(gpu)) {
                return;
            }
            if (agreed.remove(gpu) || now.host().gpu(gpu).isEmpty()) {
                LOG.infof("GPU is well again, or gone uuid=%s fault=%s", gpu, row.code);
                gpus.forget(gpu);
                database.transact(() -> table.remove(gpu.value()));
            } else {
                LOG.warnf("GPU is ill still uuid=%s fault=%s since=%s", gpu, row.code, row.since);
                gpus.recall(gpu, row.fault());
                agreed.add(gpu);
            }
        });
    }

    private static Map<GpuUuid, GpuHealth.Unhealthy> reported(GpuHost host) {
        Map<GpuUuid, GpuHealth.Unhealthy> reported = new HashMap<>();
        for (GpuState state : host.gpus()) {
            if (state.health() instanceof GpuHealth.Unhealthy fault && fault.wasReported()) {
                reported.put(state.gpu().uuid(), fault);
            }
        }
        return reported;
    }

    private void keep(GpuUuid gpu, GpuHealth.Unhealthy fault) {
        database.transact(() -> {
            table.forgetFormer(gpu.value(), boot);
            table.add(gpu.value(), here.name(), boot, fault.code(), fault.message(), clock.instant());
        });
    }

    /**
     * Drops the fault of a GPU, with an entry in the audit trail.
     *
     * @param by the administrator who says that it is well
     */
    public synchronized void forget(GpuUuid gpu, GpuHealth.Unhealthy fault, Person by) {
        compare(); // stores a fault that was reported just now, so that it is removed too
        database.transact(() -> {
            if (table.remove(gpu.value()) == 1) {
                audit.add(by, "gpu.declare-healthy", gpu.value(), fault.code());
            }
        });
        agreed.remove(gpu);
        gpus.forget(gpu);
    }
}
