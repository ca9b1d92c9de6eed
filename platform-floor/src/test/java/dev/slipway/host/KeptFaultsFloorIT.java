package dev.slipway.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.audit.AuditTrail;
import dev.slipway.database.Database;
import dev.slipway.floor.Floor;
import dev.slipway.identity.Person;
import dev.slipway.loop.ThisHost;
import dev.slipway.runtime.gpu.GpuEvent;
import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuUuid;
import io.quarkus.arc.Arc;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is held against a GPU by processes on one host, one after the other and beside each other. */
class KeptFaultsFloorIT {
    private static final Person ADMIN = new Person("admin-id", "admin");
    private static final GpuHealth.Unhealthy FAULT = GpuHealth.Unhealthy.xid(48, "Double bit ECC error");

    /** A process's own sight of the GPUs, and its own memory of their faults. */
    private static final class Platform implements AutoCloseable {
        private final HostGpus gpus = new HostGpus(
                Floor.bean(HostGpuConfig.class),
                Arc.container().beanManager().getEvent().select(GpuEvent.class),
                Floor.clock());
        private final KeptFaults faults = new KeptFaults(
                Floor.bean(Database.class),
                Floor.bean(FaultTable.class),
                gpus,
                Floor.bean(AuditTrail.class),
                Floor.bean(ThisHost.class),
                Floor.bean(Clock.class));

        Platform() {
            faults.compare(); // as it starts
        }

        GpuUuid gpu() {
            return gpus.look().host().gpus().getFirst().gpu().uuid();
        }

        GpuHealth health() {
            return gpus.look().host().gpu(gpu()).orElseThrow().health();
        }

        /** As its driver tells it. */
        void isTold(GpuHealth.Unhealthy fault) {
            gpus.recall(gpu(), fault);
            faults.compare();
        }

        @Override
        public void close() {
            gpus.close();
        }
    }

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    private static void assertNothingIsKept() {
        assertThat(Floor.query("select gpu_uuid from gpu_fault")).isEmpty();
    }

    @Test
    void aGpuIsIllStillWhenAnotherProcessComes() {
        try (Platform first = new Platform()) {
            assertThat(first.health()).isInstanceOf(GpuHealth.Healthy.class);
            first.isTold(FAULT);
        }
        try (Platform second = new Platform()) {
            assertThat(second.health()).isEqualTo(FAULT);
            second.faults.compare();
            assertThat(second.health()).isEqualTo(FAULT);
        }
    }

    @Test
    void processesBesideEachOtherComeToTheSame() {
        try (Platform one = new Platform();
                Platform other = new Platform()) {
            one.isTold(FAULT);
            other.faults.compare();
            assertThat(other.health()).isEqualTo(FAULT);
            one.gpus.forget(one.gpu()); // as its driver does where the GPU was gone and is back
            one.faults.compare();
            assertNothingIsKept();
            other.faults.compare();
            assertThat(other.health()).isInstanceOf(GpuHealth.Healthy.class);
            one.faults.compare();
            other.faults.compare();
            assertNothingIsKept();
        }
    }

    @Test
    void anAdministratorSaysThatItIsWell() {
        try (Platform one = new Platform();
                Platform other = new Platform()) {
            one.isTold(FAULT);
            other.isTold(FAULT);
            one.faults.forget(one.gpu(), FAULT, ADMIN);
            assertThat(one.health()).isInstanceOf(GpuHealth.Healthy.class);
            other.faults.compare();
            one.faults.compare();
            assertThat(other.health()).isInstanceOf(GpuHealth.Healthy.class);
            assertNothingIsKept();
            assertThat(Floor.query("select action || ' ' || detail from audit where subject = '" + one.gpu() + "'"))
                    .containsExactly("gpu.declare-healthy xid-48");
            one.isTold(FAULT); // it was not
            other.faults.compare();
            assertThat(other.health()).isEqualTo(FAULT);
        }
    }

    @Test
    void whatWasReportedBeforeTheMachineStartedAnewCountsNoMore() {
        try (Platform before = new Platform()) {
            before.isTold(FAULT);
        }
        Floor.execute("update gpu_fault set boot = 'an earlier one'");
        try (Platform after = new Platform()) {
            assertThat(after.health()).isInstanceOf(GpuHealth.Healthy.class);
            after.isTold(GpuHealth.Unhealthy.xid(79, "It has fallen off the bus"));
        }
        assertThat(Floor.query("select code from gpu_fault")).containsExactly("xid-79");
    }
}
