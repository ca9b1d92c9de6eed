package dev.slipway.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.floor.Floor;
import dev.slipway.loop.ThisHost;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of machines. */
class HostsFloorIT {
    private final Hosts hosts = Floor.bean(Hosts.class);

    @BeforeEach
    @AfterEach
    void clear() {
        Floor.clear();
    }

    @Test
    void aMachineIsKeptAsItIsSeen() {
        hosts.beat();
        hosts.beat();
        assertThat(hosts.all()).singleElement().satisfies(host -> {
            assertThat(host.name()).isEqualTo(Floor.bean(ThisHost.class).name());
            assertThat(host.state()).isEqualTo(HostView.State.UP);
            assertThat(host.engine()).isEqualTo("in-memory");
            assertThat(host.cpus()).isPositive();
            assertThat(host.simulated()).isTrue();
            assertThat(host.gpus())
                    .extracting(HostView.SeenGpu::index, HostView.SeenGpu::healthy)
                    .containsExactly(tuple(0, true), tuple(1, true), tuple(2, true), tuple(3, true));
        });
    }

    @Test
    void aMachineOfWhichNothingIsHeardIsLostAndComesBack() {
        hosts.beat();
        Floor.execute("update host set seen_at = seen_at - interval '2 minutes'");
        assertThat(hosts.all()).singleElement().extracting(HostView::state).isEqualTo(HostView.State.LOST);
        hosts.beat();
        assertThat(hosts.all()).singleElement().extracting(HostView::state).isEqualTo(HostView.State.UP);
    }

    /** One that was taken out; and one that was put into this machine, out of another. */
    @Test
    void gpusAreWhereTheyWereSeenLast() {
        hosts.beat();
        Floor.execute("insert into host select 'other', seen_at, operating_system, kernel, engine,"
                + " engine_version, processors, memory, driver, cuda, is_simulated from host");
        Floor.execute("update host_gpu set host = 'other' where number = 0");
        Floor.execute("insert into host_gpu select 'GPU-taken-out', name, 9, 'A10', 1, true, now() - interval '"
                + Duration.ofDays(1).toSeconds() + " s' from host where name <> 'other'");
        hosts.beat();
        assertThat(hosts.all())
                .filteredOn(host -> host.name().equals("other"))
                .singleElement()
                .satisfies(host -> assertThat(host.gpus()).isEmpty());
        assertThat(hosts.all())
                .filteredOn(host -> !host.name().equals("other"))
                .singleElement()
                .satisfies(host -> assertThat(host.gpus()).hasSize(4));
    }
}
