package dev.slipway.gpu;

import dev.slipway.database.Database;
import dev.slipway.runtime.gpu.GpuUuid;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Set;

/** GPUs that administrators hold back: nobody gets them anew, and who has them keeps them. */
@ApplicationScoped
class Cordons {
    private final Database database;
    private final Clock clock;

    Cordons(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Set<GpuUuid> all() {
        return database.call(sql -> sql.createQuery("select gpu_uuid from gpu_cordon")
                .map((row, context) -> new GpuUuid(row.getString("gpu_uuid")))
                .set());
    }

    void cordon(GpuUuid gpu, String by) {
        database.run(sql -> sql.createUpdate("""
                        insert into gpu_cordon (gpu_uuid, by_name, at) values (:gpu, :by, :at) on conflict do nothing
                        """)
                .bind("gpu", gpu.value())
                .bind("by", by)
                .bind("at", clock.instant())
                .execute());
    }

    void uncordon(GpuUuid gpu) {
        database.run(sql -> sql.createUpdate("delete from gpu_cordon where gpu_uuid = :gpu")
                .bind("gpu", gpu.value())
                .execute());
    }
}
