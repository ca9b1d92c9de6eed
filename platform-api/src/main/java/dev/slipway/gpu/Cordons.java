package dev.slipway.gpu;

import dev.slipway.audit.AuditTrail;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.runtime.gpu.GpuUuid;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Set;

/** GPUs that administrators hold back: nobody gets them anew, and who has them keeps them. */
@ApplicationScoped
class Cordons {
    private final Database database;
    private final AuditTrail audit;
    private final Clock clock;

    Cordons(Database database, AuditTrail audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    Set<GpuUuid> all() {
        return database.call(sql -> sql.createQuery("select gpu_uuid from gpu_cordon")
                .map((row, context) -> new GpuUuid(row.getString("gpu_uuid")))
                .set());
    }

    void cordon(GpuUuid gpu, Person by) {
        database.call(sql -> {
            int added = sql.createUpdate("""
                            insert into gpu_cordon (gpu_uuid, by_id, by_name, at) values (:gpu, :byId, :byName, :at)
                            on conflict do nothing
                            """)
                    .bind("gpu", gpu.value())
                    .bind("byId", by.id())
                    .bind("byName", by.name())
                    .bind("at", clock.instant())
                    .execute();
            return keep(added, by, "gpu.cordon", gpu);
        });
    }

    void uncordon(GpuUuid gpu, Person by) {
        database.call(sql -> {
            int removed = sql.createUpdate("delete from gpu_cordon where gpu_uuid = :gpu")
                    .bind("gpu", gpu.value())
                    .execute();
            return keep(removed, by, "gpu.uncordon", gpu);
        });
    }

    /** What was so before was not done now. */
    private boolean keep(int changed, Person by, String action, GpuUuid gpu) {
        if (changed == 1) {
            audit.add(by, action, gpu.value(), "");
        }
        return changed == 1;
    }
}
