package dev.slipway.image.api;

import dev.slipway.catalog.Catalog;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.ImageChanges;
import dev.slipway.catalogue.ImageCheck;
import dev.slipway.catalogue.ImageStore;
import dev.slipway.catalogue.ImageStore.Deprecation;
import dev.slipway.catalogue.Pin;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.database.Database;
import dev.slipway.host.HostGpus;
import dev.slipway.image.Presence;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Operations;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Looks at everything that images are shown by, anew where something of it may have changed. */
@ApplicationScoped
class ImageLooks {
    /** A look that is older than this is taken anew even without a signal: changes of the engine's images by hand send none. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    /** While another thread takes a new look, callers get the last look if it is younger than this. */
    private static final Duration OLDEST = Duration.ofSeconds(15);

    /** How long a caller waits for the thread that takes a look. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Database database;
    private final Catalogue catalogue;
    private final ImageStore store;
    private final Presence presence;
    private final Operations operations;
    private final HostGpus gpus;
    private final ImageChanges changes;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Look last;

    ImageLooks(
            Database database,
            Catalogue catalogue,
            ImageStore store,
            Presence presence,
            Operations operations,
            HostGpus gpus,
            ImageChanges changes) {
        this.database = database;
        this.catalogue = catalogue;
        this.store = store;
        this.presence = presence;
        this.operations = operations;
        this.gpus = gpus;
        this.changes = changes;
    }

    /** The facts about a host by which images are judged: its driver and its GPUs, but not their current use. */
    record Cards(Optional<DriverVersion> driver, Optional<CudaVersion> cuda, List<Gpu> gpus, boolean simulated) {
        static Cards of(GpuHost host) {
            return new Cards(
                    host.driver(),
                    host.cuda(),
                    host.gpus().stream().map(GpuState::gpu).toList(),
                    host.simulated());
        }
    }

    /** When a look was begun, the count of changes at that moment, and the host's GPUs. */
    record Begun(long changes, Cards cards, long nanos) {
        /** Whether no change has been signalled since. */
        boolean stillHolds(long count, Cards now) {
            return changes == count && cards.equals(now);
        }

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - nanos);
        }
    }

    /** Everything that versions are shown by, looked at once for all of them; what the database has of it, in one transaction. */
    record Look(
            Begun begun,
            Catalog catalog,
            Presence.Held held,
            Map<VersionKey, Pin> pins,
            Map<VersionKey, Deprecation> deprecations,
            Map<VersionKey, ImageCheck> checks,
            Map<VersionKey, Operation> atWork,
            GpuHost host) {}

    /**
     * Returns the last look while it holds: no change has been signalled since it was begun, and it is not too old. Otherwise
     * one of the callers takes a new look, and all callers that arrived before it began share that.
     *
     * @throws EngineException.Unavailable when the engine does not say what it has within {@link #PATIENCE}
     */
    Look look() {
        long arrived = System.nanoTime();
        GpuHost host = gpus.lately().snapshot().host();
        Cards cards = Cards.of(host);
        Look known = last;
        boolean isMine = false;
        if (known != null && known.begun().stillHolds(changes.count(), cards)) {
            Duration age = known.begun().age();
            isMine = age.compareTo(REMEMBERED) >= 0 && looking.tryLock();
            // The first caller to find the look old takes a new one; the others use the old one for a while.
            if (!isMine && age.compareTo(OLDEST) < 0) {
                return known;
            }
        }
        if (!isMine && !isMyTurn()) {
            throw new EngineException.Unavailable("the engine takes long to say which images it has", null);
        }
        try {
            Look meanwhile = last;
            if (meanwhile != null
                    && meanwhile.begun().nanos() - arrived >= 0
                    && meanwhile.begun().cards().equals(cards)) {
                return meanwhile;
            }
            Look fresh = look(new Begun(changes.count(), cards, System.nanoTime()), host);
            last = fresh;
            return fresh;
        } finally {
            looking.unlock();
        }
    }

    private boolean isMyTurn() {
        try {
            return looking.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Look look(Begun begun, GpuHost host) {
        Presence.Held held = presence.now();
        return database.transact(() -> new Look(
                begun, catalogue.now(), held, store.pins(), store.deprecations(), store.checks(), atWork(), host));
    }

    private Map<VersionKey, Operation> atWork() {
        Map<VersionKey, Operation> atWork = new HashMap<>();
        operations.unfinished().stream()
                // Of a pull and a check at once, the pull.
                .sorted(Comparator.comparing(Operation::kind).reversed())
                .forEach(operation -> atWork.put(new VersionKey(operation.image(), operation.version()), operation));
        return atWork;
    }
}
