package dev.slipway.eviction;

import dev.slipway.audit.AuditTrail;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The rule by which images leave the host, as administrators set it, each time with an entry in the audit trail. */
@ApplicationScoped
class EvictionRules {
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
     * @throws ProblemException {@code invalid-request} when its time is so short that images would come and go
     */
    void set(EvictionRule rule, Person by) {
        if (rule.unusedFor().compareTo(config.leastUnused()) < 0) {
            throw ProblemException.invalid("unusedFor", "is " + config.leastUnused() + " or more");
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
