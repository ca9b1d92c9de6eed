package dev.slipway.eviction;

import dev.slipway.loop.Bell;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.operation.OperationEnded;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.host.DiskSpace;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.quantity.Bytes;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Removes images from the host: what Slipway brought and nothing wants any more, always; versions that nobody has wanted for
 * long, by the administrators' rule, and without one none.
 */
@ApplicationScoped
public class Eviction {
    private static final Logger LOG = Logger.getLogger(Eviction.class);

    /** A disk removes some GiB in a second, and there may be thousands. */
    private static final Duration LONGEST_ROUND = Duration.ofHours(2);

    private final EvictionStore store;
    private final EvictionCandidates candidates;
    private final Clearance clearance;
    private final Removal removal;
    private final EngineFacts engine;
    private final EvictionConfig config;
    private final Clock clock;
    private final Bell bell = new Bell();

    Eviction(
            EvictionStore store,
            EvictionCandidates candidates,
            Clearance clearance,
            Removal removal,
            EngineFacts engine,
            EvictionConfig config,
            Clock clock) {
        this.store = store;
        this.candidates = candidates;
        this.clearance = clearance;
        this.removal = removal;
        this.engine = engine;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(
                Schedule.every(config::evictionInterval, "eviction", Reach.HOST).withRoundsOf(LONGEST_ROUND),
                bell,
                this::look);
    }

    private void look() {
        store.noteUse();
        clearance.clear();
        store.rule().ifPresent(this::evict);
    }

    /** Looks at once for what nothing wants any more, where it is this process that looks. */
    public void lookSoon() {
        bell.ring();
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
