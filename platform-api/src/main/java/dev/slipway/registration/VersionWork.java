package dev.slipway.registration;

import dev.slipway.audit.AuditTrail;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.image.Pins;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Operations;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/** Begins the long work that administrators want of a version: that its image is fetched, or tried. */
@ApplicationScoped
public class VersionWork {
    private final Database database;
    private final Catalogue catalogue;
    private final Pins pins;
    private final Operations operations;
    private final AuditTrail audit;

    VersionWork(Database database, Catalogue catalogue, Pins pins, Operations operations, AuditTrail audit) {
        this.database = database;
        this.catalogue = catalogue;
        this.pins = pins;
        this.operations = operations;
        this.audit = audit;
    }

    /**
     * Has the image started once, fetched before if it is not here.
     *
     * @param kept is told the operation in the transaction that adds it
     */
    public Operation check(VersionKey key, Person by, Consumer<Operation> kept) {
        return begin(Operation.Kind.CHECK, key, by, "image.check", kept);
    }

    private Operation begin(Operation.Kind kind, VersionKey key, Person by, String action, Consumer<Operation> kept) {
        return database.transact(() -> {
            Operation added = operations.submit(kind, key.image(), key.version(), by);
            audit.add(by, action, key.toString(), "operation " + added.id());
            kept.accept(added);
            return added;
        });
    }

    /** Has the image fetched, as {@link #check}. */
    public Operation pull(VersionKey key, Person by, Consumer<Operation> kept) {
        ImageVersion version = catalogue.version(key).orElseThrow(() -> Catalogue.hasNot(key));
        if (version.isBuiltHere()) {
            throw new ProblemException(ProblemCode.CONFLICT, key + " is built, not pulled");
        }
        pins.pin(key, version); // says now what the registry has against it
        return begin(Operation.Kind.PULL, key, by, "image.pull", kept);
    }
}
