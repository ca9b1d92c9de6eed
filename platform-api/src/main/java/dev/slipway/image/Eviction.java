package dev.slipway.image;

import dev.slipway.audit.AuditTrail;
import dev.slipway.database.Database;
import dev.slipway.engine.EngineConfig;
import dev.slipway.identity.Person;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationEnded;
import dev.slipway.operation.Operations;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.ListedImage;
import dev.slipway.runtime.host.DiskSpace;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Removes images from the host: what Slipway brought and nothing wants any more, always; versions that nobody has wanted for
 * long, by the administrators' rule, and without one none.
 */
@ApplicationScoped
class Eviction {
    private static final Logger LOG = Logger.getLogger(Eviction.class);

    private final Database database;
    private final EvictionStore store;
    private final ImageStore images;
    private final Presence presence;
    private final Clearance clearance;
    private final Removal removal;
    private final Operations operations;
    private final ContainerEngine engine;
    private final AuditTrail audit;
    private final EngineConfig config;
    private final Clock clock;
    private final Semaphore looks = new Semaphore(0);
    private @Nullable Thread watch;

    Eviction(
            Database database,
            EvictionStore store,
            ImageStore images,
            Presence presence,
            Clearance clearance,
            Removal removal,
            Operations operations,
            ContainerEngine engine,
            AuditTrail audit,
            EngineConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.images = images;
        this.presence = presence;
        this.clearance = clearance;
        this.removal = removal;
        this.operations = operations;
        this.engine = engine;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A version that could be had again from its registry and that nobody needs just now.
     *
     * @param usedAt when it was last needed
     */
    record Candidate(VersionKey key, Pin pin, ListedImage held, Instant usedAt) {}

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

    /** The rule; empty: there is none. */
    Optional<EvictionRule> rule() {
        return store.rule();
    }

    /**
     * Sets the rule.
     *
     * @throws ProblemException {@code invalid-request} when its time is so short that images would come and go
     */
    void set(EvictionRule rule, Person by) {
        if (rule.unusedFor().compareTo(config.registries().leastUnused()) < 0) {
            throw ProblemException.invalid(
                    "unusedFor", "is " + config.registries().leastUnused() + " or more");
        }
        database.transact(() -> {
            store.set(rule, by);
            audit.add(
                    by,
                    "image-eviction.set",
                    "rule",
                    "unused for " + rule.unusedFor()
                            + rule.freeBelow()
                                    .map(below -> ", less than " + below + " free")
                                    .orElse(""));
        });
    }

    void clear(Person by) {
        database.transact(() -> {
            if (store.clear()) {
                audit.add(by, "image-eviction.clear", "rule", "");
            }
        });
    }

    private void evict(EvictionRule rule) {
        Instant before = clock.instant().minus(rule.unusedFor());
        for (Candidate candidate : candidates()) {
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

    private void evict(Candidate candidate) {
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

    /** What could go, the longest unused first. */
    List<Candidate> candidates() {
        record Rows(
                Map<VersionKey, Pin> pins,
                Map<VersionKey, Instant> used,
                Set<VersionKey> needed,
                List<Operation> unfinished) {}
        Presence.Held held = presence.now();
        Rows rows =
                database.transact(() -> new Rows(images.pins(), store.used(), store.needed(), operations.unfinished()));
        Map<VersionKey, Pin> pins = rows.pins();
        Set<VersionKey> needed = new HashSet<>(rows.needed());
        rows.unfinished().stream().map(Eviction::keyOf).forEach(needed::add);
        // Two versions can be one image.
        Set<String> neededImages = needed.stream()
                .flatMap(key -> Optional.ofNullable(pins.get(key)).stream())
                .map(pin -> pin.id().value())
                .collect(Collectors.toSet());
        return pins.entrySet().stream()
                .filter(entry -> !needed.contains(entry.getKey()))
                .filter(entry -> !neededImages.contains(entry.getValue().id().value()))
                .flatMap(entry -> held.find(entry.getValue()).stream()
                        .map(image -> new Candidate(
                                entry.getKey(),
                                entry.getValue(),
                                image,
                                rows.used()
                                        .getOrDefault(
                                                entry.getKey(), entry.getValue().pinnedAt()))))
                .sorted(Comparator.comparing(Candidate::usedAt))
                .toList();
    }

    private static VersionKey keyOf(Operation operation) {
        return new VersionKey(operation.image(), operation.version());
    }
}
