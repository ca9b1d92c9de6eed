package dev.slipway.image;

import dev.slipway.engine.EngineConfig;
import dev.slipway.operation.OperationEnded;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.host.DiskSpace;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Removes images from the host: what Slipway brought and nothing wants any more, always; versions that nobody has wanted for
 * long, by the administrators' rule, and without one none.
 */
@ApplicationScoped
class Eviction {
    private static final Logger LOG = Logger.getLogger(Eviction.class);

    private final EvictionStore store;
    private final EvictionCandidates candidates;
    private final Clearance clearance;
    private final Removal removal;
    private final ContainerEngine engine;
    private final EngineConfig config;
    private final Clock clock;
    private final Semaphore looks = new Semaphore(0);
    private @Nullable Thread watch;

    Eviction(
            EvictionStore store,
            EvictionCandidates candidates,
            Clearance clearance,
            Removal removal,
            ContainerEngine engine,
            EngineConfig config,
            Clock clock) {
        this.store = store;
        this.candidates = candidates;
        this.clearance = clearance;
        this.removal = removal;
        this.engine = engine;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        watch = Thread.ofVirtual().name("eviction").start(this::watch);
    }

    void stop(@Observes ShutdownEvent event) {
        if (watch != null) {
            watch.interrupt();
        }
    }

    private void watch() {
        try {
            while (true) {
                looks.tryAcquire(config.registries().evictionInterval().toMillis(), TimeUnit.MILLISECONDS);
                looks.drainPermits();
                try {
                    store.noteUse();
                    clearance.clear();
                    store.rule().ifPresent(this::evict);
                } catch (RuntimeException e) {
                    LOG.warnf("eviction put off cause=%s", e.toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at once for what nothing wants any more. */
    void lookSoon() {
        looks.release();
    }

    /** What it brought may be of no use. */
    void ended(@Observes OperationEnded event) {
        lookSoon();
    }

    private void evict(EvictionRule rule) {
        Instant before = clock.instant().minus(rule.unusedFor());
        for (EvictionCandidates.Candidate candidate : candidates.now()) {
            if (candidate.usedAt().isAfter(before) || !isShort(rule.freeBelow())) {
                return; // the others were used later still
            }
            evict(candidate);
        }
    }

    /** A disk that is elsewhere, or does not tell, is taken to have room. */
    private boolean isShort(Optional<Bytes> freeBelow) {
        if (freeBelow.isEmpty()) {
            return true;
        }
        return engine.info()
                .storage()
                .flatMap(DiskSpace::of)
                .filter(space -> space.free().compareTo(freeBelow.get()) < 0)
                .isPresent();
    }

    private void evict(EvictionCandidates.Candidate candidate) {
        var names = List.of(candidate.key().localName(), candidate.pin().exact());
        try {
            boolean isGone = removal.remove(
                    names,
                    new ImageReference(candidate.held().digest()),
                    "image.evict",
                    candidate.key().toString(),
                    candidate.held().size() + ", last used " + candidate.usedAt());
            LOG.infof("image evicted version=%s gone=%s", candidate.key(), isGone);
        } catch (EngineException.Conflict | EngineException.Refused e) {
            LOG.infof("image stays version=%s cause=%s", candidate.key(), e.getMessage());
        }
    }
}
