package dev.slipway.gpu;

import dev.slipway.audit.AuditTrail;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.runtime.gpu.GpuUuid;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;

/** GPUs that administrators hold back: nobody gets them anew, and who has them keeps them. */
@ApplicationScoped
public class Cordons {
    private final Database database;
    private final CordonTable table;
    private final AuditTrail audit;
    private final Event<GpuUncordoned> uncordoned;
    private final Clock clock;

    Cordons(Database database, CordonTable table, AuditTrail audit, Event<GpuUncordoned> uncordoned, Clock clock) {
        this.database = database;
        this.table = table;
        this.audit = audit;
        this.uncordoned = uncordoned;
        this.clock = clock;
    }

    public Set<GpuUuid> all() {
        return database.transact(table::all).stream().map(GpuUuid::new).collect(Collectors.toSet());
    }

    public void cordon(GpuUuid gpu, Person by) {
        database.transact(
                () -> keep(table.add(gpu.value(), by.id(), by.name(), clock.instant()), by, "gpu.cordon", gpu));
    }

    public void uncordon(GpuUuid gpu, Person by) {
        database.transact(() -> keep(table.remove(gpu.value()), by, "gpu.uncordon", gpu));
        Database.afterCommit(() -> uncordoned.fire(new GpuUncordoned(gpu)));
    }

    /** Adds an audit entry if the act changed a row; a GPU that was cordoned, or not, already gets none. */
    private void keep(int changed, Person by, String action, GpuUuid gpu) {
        if (changed == 1) {
            audit.add(by, action, gpu.value(), "");
        }
    }
}
