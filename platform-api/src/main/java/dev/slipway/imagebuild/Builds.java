package dev.slipway.imagebuild;

import dev.slipway.audit.AuditTrail;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Person;
import dev.slipway.imagebuild.context.Contexts;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Operations;
import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.step.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Accepts builds: everything that can be said against one is said before it begins. */
@ApplicationScoped
class Builds {
    private final Database database;
    private final BuildNames names;
    private final BuildPlans plans;
    private final BuildStore store;
    private final Contexts contexts;
    private final Operations operations;
    private final AuditTrail audit;

    Builds(
            Database database,
            BuildNames names,
            BuildPlans plans,
            BuildStore store,
            Contexts contexts,
            Operations operations,
            AuditTrail audit) {
        this.database = database;
        this.names = names;
        this.plans = plans;
        this.store = store;
        this.contexts = contexts;
        this.operations = operations;
        this.audit = audit;
    }

    /**
     * Accepts a build and begins it.
     *
     * @param dockerfile its text; absent: it is in the context
     * @param archive the context; absent: there are no files
     * @param kept is told the operation in the transaction that adds it
     * @throws ProblemException {@code invalid-request} with every line of the Dockerfile that stands against it, or what is
     *     wrong with the context; {@code conflict} when the version is there or is being built
     */
    Operation submit(
            VersionKey key,
            BuildRequest request,
            @Nullable String dockerfile,
            @Nullable Path archive,
            Caller by,
            Consumer<Operation> kept) {
        names.require(key, by);
        plans.requireForm(request);
        Path half = null;
        try {
            half = contexts.begin();
            return accept(plans.plan(key, request, dockerfile, archive, half), half, by.person(), kept);
        } catch (IOException e) {
            throw new UncheckedIOException("a build's context cannot be kept", e);
        } finally {
            if (half != null) {
                contexts.drop(half); // moved away where it was accepted
            }
        }
    }

    /** Moves the context to its final place before it adds the operation, since another process may begin the operation at once. */
    private Operation accept(BuildPlans.Planned build, Path half, Person by, Consumer<Operation> kept) {
        VersionKey key = build.key();
        String id = operations.freshId();
        Steps.run(BuildPhase.KEEP_CONTEXT, () -> contexts.keep(half, id));
        try {
            return database.transact(() -> {
                Operation added = operations.submit(id, Operation.Kind.BUILD, key.image(), key.version(), by);
                if (!store.add(new Build(added.id(), key, build.dockerfile(), build.plan(), by))) {
                    throw new ProblemException(ProblemCode.CONFLICT, key + " is being built already");
                }
                audit.add(by, "image.build", key.toString(), "operation " + added.id());
                kept.accept(added);
                return added;
            });
        } catch (RuntimeException e) {
            contexts.dropUnlessWanted(id);
            throw e;
        }
    }

    /** What stands in the request for a version's key. */
    static VersionKey key(String image, String version) {
        List<FieldError> errors = new ArrayList<>();
        ImageName name = null;
        VersionName versionName = null;
        try {
            name = new ImageName(image);
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError("image", String.valueOf(e.getMessage())));
        }
        try {
            versionName = new VersionName(version);
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError("version", String.valueOf(e.getMessage())));
        }
        if (name == null || versionName == null) {
            throw ProblemException.invalid(errors);
        }
        return new VersionKey(name, versionName);
    }
}
