package dev.slipway.eviction;

import dev.slipway.audit.AuditTrail;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** The rule by which images leave the host, as administrators set it, each time with an entry in the audit trail. */
@ApplicationScoped
class EvictionRules {
    private static final Duration LONGEST_UNUSED = Duration.ofDays(3650);

    private final Database database;
    private final EvictionStore store;
    private final AuditTrail audit;
    private final EvictionConfig config;

    EvictionRules(Database database, EvictionStore store, AuditTrail audit, EvictionConfig config) {
        this.database = database;
        this.store = store;
        this.audit = audit;
        this.config = config;
    }

    /** The rule; empty: there is none. */
    Optional<EvictionRule> rule() {
        return store.rule();
    }

    /**
     * Sets the rule.
     *
     * @throws ProblemException {@code invalid-request} when its time is so short that images would come and go, or longer than any
     *     image is kept, or when less than nothing would have to be free
     */
    void set(EvictionRule rule, Person by) {
        if (rule.unusedFor().compareTo(config.leastUnused()) < 0
                || rule.unusedFor().compareTo(LONGEST_UNUSED) > 0) {
            throw ProblemException.invalid("unusedFor", "is from " + config.leastUnused() + " to P3650D");
        }
        if (rule.freeBelow().filter(below -> below.value() == 0).isPresent()) {
            throw ProblemException.invalid("freeBelow", "is more than 0");
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
}
