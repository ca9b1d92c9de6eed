package dev.slipway.registration;

import dev.slipway.audit.AuditTrail;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.ImageStore;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.crypto.Secrets;
import dev.slipway.database.Database;
import dev.slipway.eviction.Eviction;
import dev.slipway.identity.Person;
import dev.slipway.problem.IfMatch;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.problem.Violations;
import jakarta.enterprise.context.ApplicationScoped;
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

    /** Names the state of what can be changed of a version, as {@code ETag} does. */
    public String etag(VersionKey key) {
        return etag(store.deprecation(key));
    }

    private static String etag(Optional<ImageStore.Deprecation> deprecation) {
        return deprecation
                .map(why -> "\"" + Secrets.hash(why.reason() + "\n" + why.by()).substring(0, 16) + "\"")
                .orElse("\"recommended\"");
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
        String reason = change.reason() == null ? "" : change.reason().strip();
        if (deprecated && (reason.isEmpty() || reason.length() > 200)) {
            throw ProblemException.invalid("reason", "is 1 to 200 characters");
        }
        database.transact(() -> {
            meant.require(etag(store.lockedDeprecation(key)), key.toString());
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
            meant.require(etag(store.lockedDeprecation(key)), key.toString());
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
