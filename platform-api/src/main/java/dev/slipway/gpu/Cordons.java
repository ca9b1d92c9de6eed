package dev.slipway.gpu;

import dev.slipway.runtime.gpu.GpuUuid;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;

/** GPUs that administrators hold back: nobody gets them anew, and who has them keeps them. */
@ApplicationScoped
class Cordons {
    private final Clock clock;

    Cordons(Clock clock) {
        this.clock = clock;
    }

    @Transactional
    Set<GpuUuid> all() {
        return Panache.getSession()
                .createNativeQuery("select gpu_uuid from gpu_cordon", String.class)
                .getResultStream()
                .map(GpuUuid::new)
                .collect(Collectors.toSet());
    }

    @Transactional
    void cordon(GpuUuid gpu, String by) {
        Panache.getSession()
                .createNativeMutationQuery(
                        "insert into gpu_cordon (gpu_uuid, by_name, at) values (?1, ?2, ?3) on conflict do nothing")
                .setParameter(1, gpu.value())
                .setParameter(2, by)
                .setParameter(3, Timestamp.from(clock.instant()))
                .executeUpdate();
    }

    @Transactional
    void uncordon(GpuUuid gpu) {
        Panache.getSession()
                .createNativeMutationQuery("delete from gpu_cordon where gpu_uuid = ?1")
                .setParameter(1, gpu.value())
                .executeUpdate();
    }
}
