package dev.slipway.registration;

import dev.slipway.audit.AuditTrail;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.ImageStore;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.database.Database;
import dev.slipway.eviction.Eviction;
import dev.slipway.identity.Person;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.request.IfMatch;
import dev.slipway.request.Violations;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What administrators do with versions that the catalogue has: they deprecate one, take that back, or take it out. Each change
 * commits whole, with its entry in the audit trail, or not at all.
 */
@ApplicationScoped
public class VersionChanges {
    private final Database database;
    private final Catalogue catalogue;
    private final ImageStore store;
    private final Eviction eviction;
    private final AuditTrail audit;
    private final Violations violations;

    VersionChanges(
            Database database,
            Catalogue catalogue,
            ImageStore store,
            Eviction eviction,
            AuditTrail audit,
            Violations violations) {
        this.database = database;
        this.catalogue = catalogue;
        this.store = store;
        this.eviction = eviction;
        this.audit = audit;
        this.violations = violations;
    }

    /** Says by a number which of its states a version is in, as far as administrators changed it. */
    public long stateOf(VersionKey key) {
        return stateOf(store.deprecation(key));
    }

    private static long stateOf(Optional<ImageStore.Deprecation> deprecation) {
        return deprecation
                .map(why -> ChronoUnit.MICROS.between(Instant.EPOCH, why.at()))
                .orElse(0L);
    }

    /**
     * Deprecates a version, or takes that back.
     *
     * @param meant the state that the change is meant for
     * @throws ProblemException {@code stale} when it is another by now
     */
    public void change(VersionKey key, VersionChange change, IfMatch meant, Person by) {
        violations.refuse(change);
        boolean deprecated = Boolean.TRUE.equals(change.deprecated());
        String reason = change.deprecationReason() == null
                ? ""
                : change.deprecationReason().strip();
        if (deprecated && (reason.isEmpty() || reason.length() > 200)) {
            throw ProblemException.invalid("deprecationReason", "is 1 to 200 characters");
        }
        database.transact(() -> {
            meant.require(stateOf(store.lockedDeprecation(key)), key.toString());
            if (deprecated) {
                store.deprecate(key, reason, by);
                audit.add(by, "image.deprecate", key.toString(), reason);
            } else if (store.recommendAgain(key)) {
                audit.add(by, "image.recommend", key.toString(), "");
            }
        });
    }

    /**
     * Takes a registered version out of the catalogue. Its image leaves the engine, unless something else wants it.
     *
     * @param meant the state that is meant
     * @throws ProblemException {@code conflict} when it was not registered over the API or workspaces are of it, {@code stale} when it is
     *     another by now
     */
    public void remove(VersionKey key, IfMatch meant, Person by) {
        if (catalogue.isFixed(key.image(), key.version())) {
            throw new ProblemException(ProblemCode.CONFLICT, key + " stands in a catalogue file; deprecate it instead");
        }
        database.transact(() -> {
            meant.require(stateOf(store.lockedDeprecation(key)), key.toString());
            long workspaces = store.workspacesOf(key);
            if (workspaces > 0) {
                throw new ProblemException(
                        ProblemCode.CONFLICT,
                        workspaces + (workspaces == 1 ? " workspace is" : " workspaces are") + " of " + key
                                + "; deprecate it instead");
            }
            if (!store.remove(key)) {
                throw Catalogue.hasNot(key);
            }
            audit.add(by, "image.remove", key.toString(), "");
            Database.afterCommit(eviction::lookSoon);
        });
    }
}
