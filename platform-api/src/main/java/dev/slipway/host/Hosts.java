package dev.slipway.host;

import dev.slipway.database.Database;
import dev.slipway.loop.Bell;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.loop.ThisHost;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.engine.EngineInfo;
import dev.slipway.runtime.gpu.GpuEvent;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.host.HostFacts;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The machines of this installation: each writes down every few seconds that it lives, and what it has. */
@ApplicationScoped
class Hosts {
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** One that has missed so many heartbeats is taken to be gone. */
    private static final int MISSED = 6;

    private final Database database;
    private final HostTable table;
    private final HostGpuTable gpuTable;
    private final EngineFacts engine;
    private final HostGpus gpus;
    private final ThisHost here;
    private final Clock clock;
    private final Bell bell = new Bell();

    Hosts(
            Database database,
            HostTable table,
            HostGpuTable gpuTable,
            EngineFacts engine,
            HostGpus gpus,
            ThisHost here,
            Clock clock) {
        this.database = database;
        this.table = table;
        this.gpuTable = gpuTable;
        this.engine = engine;
        this.gpus = gpus;
        this.here = here;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(HEARTBEAT, "heartbeat", Reach.HOST), bell, this::beat);
    }

    void look(@Observes GpuEvent event) {
        bell.ring();
    }

    /** Writes this machine's row as it is now. If the engine does not answer, the row keeps what the engine said last. */
    void beat() {
        HostFacts facts = HostFacts.read();
        Optional<EngineInfo> info = engineInfo();
        GpuInventory.Snapshot seen = gpus.look();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        database.transact(() -> {
            HostRow row = table.of(here.name()).orElseGet(HostRow::new);
            row.see(here.name(), facts, info, seen.host(), now);
            table.keep(row);
            if (!seen.isStale()) {
                keep(seen.host().gpus(), now);
            }
        });
    }

    private void keep(List<GpuState> states, Instant now) {
        states.forEach(state -> gpuTable.keep(HostGpuRow.of(state, here.name(), now)));
        gpuTable.forget(here.name(), now);
    }

    private Optional<EngineInfo> engineInfo() {
        try {
            return Optional.of(engine.info());
        } catch (EngineException e) {
            return Optional.empty();
        }
    }

    /** All, with their GPUs, as they were last seen. */
    List<HostView> all() {
        return database.transact(() -> {
            List<HostGpuRow> seen = gpuTable.all();
            Instant gone = clock.instant().minus(HEARTBEAT.multipliedBy(MISSED));
            return table.all().stream()
                    .map(row -> HostView.of(
                            row,
                            seen.stream()
                                    .filter(gpu -> gpu.host.equals(row.name))
                                    .toList(),
                            row.seenAt.isAfter(gone)))
                    .toList();
        });
    }
}
