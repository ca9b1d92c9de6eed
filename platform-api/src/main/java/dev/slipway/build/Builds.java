package dev.slipway.build;

import dev.slipway.audit.AuditTrail;
import dev.slipway.build.BuildBases.Settled;
import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalog.context.BuildContext;
import dev.slipway.catalog.context.ContextException;
import dev.slipway.catalog.dockerfile.ContextRules;
import dev.slipway.catalog.dockerfile.Dockerfile;
import dev.slipway.catalog.dockerfile.Finding;
import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Person;
import dev.slipway.image.Catalogue;
import dev.slipway.image.Registrants;
import dev.slipway.image.Registration;
import dev.slipway.image.VersionKey;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Operations;
import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.problem.Violations;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Accepts builds: everything that can be said against one is said before it begins. */
@ApplicationScoped
class Builds {
    private static final String NO_CONTRACT = "none";

    private final Database database;
    private final Catalogue catalogue;
    private final Registration registration;
    private final Registrants registrants;
    private final BuildBases bases;
    private final BuildStore store;
    private final Contexts contexts;
    private final Operations operations;
    private final AuditTrail audit;
    private final Violations violations;
    private final BuildConfig config;

    Builds(
            Database database,
            Catalogue catalogue,
            Registration registration,
            Registrants registrants,
            BuildBases bases,
            BuildStore store,
            Contexts contexts,
            Operations operations,
            AuditTrail audit,
            Violations violations,
            BuildConfig config) {
        this.database = database;
        this.catalogue = catalogue;
        this.registration = registration;
        this.registrants = registrants;
        this.bases = bases;
        this.store = store;
        this.contexts = contexts;
        this.operations = operations;
        this.audit = audit;
        this.violations = violations;
        this.config = config;
    }

    /** A context and what it is built by, read and found good. */
    private record Read(Dockerfile dockerfile, Settled bases) {}

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
        requireNew(key, by);
        requireForm(request);
        Path half = null;
        try {
            half = contexts.begin();
            Read read = read(request, dockerfile, archive, half);
            return accept(planOf(key, request, read), half, by.person(), kept);
        } catch (IOException e) {
            throw new UncheckedIOException("a build's context cannot be kept", e);
        } finally {
            if (half != null) {
                contexts.drop(half); // moved away where it was accepted
            }
        }
    }

    /** What is to be built, but for its operation. */
    private record Planned(VersionKey key, String dockerfile, Build.Plan plan) {}

    private static Planned planOf(VersionKey key, BuildRequest request, Read read) {
        Optional<BuildBases.Known> base = read.bases().last();
        Map<String, String> arguments = request.given();
        String contract = NO_CONTRACT.equals(request.contract()) || request.run() != null
                ? null
                : Optional.ofNullable(request.contract())
                        .or(() -> base.filter(known -> known.contract().isPresent())
                                .map(known ->
                                        known.key().image() + "/" + known.key().version()))
                        .orElse(null);
        Map<String, String> names = new HashMap<>();
        read.bases().exact().forEach((written, exact) -> names.put(exact, written));
        var plan = new Build.Plan(
                request,
                names,
                read.bases().toFetch(),
                read.dockerfile().lastBase(arguments).orElse("scratch"),
                contract,
                Optional.ofNullable(request.framework())
                        .or(() -> base.map(BuildBases.Known::framework))
                        .orElse("other"));
        String exact = read.dockerfile()
                .withBases(arguments, image -> read.bases().exact().getOrDefault(image, image));
        return new Planned(key, exact, plan);
    }

    /** The files are where they belong before the operation is there: another process may take it up at once. */
    private Operation accept(Planned build, Path half, Person by, Consumer<Operation> kept) {
        VersionKey key = build.key();
        String id = operations.freshId();
        contexts.keep(half, id);
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

    private void requireNew(VersionKey key, Caller by) {
        if (!registration.isFree(key)) {
            throw new ProblemException(
                    ProblemCode.CONFLICT, "The catalogue has version " + key + " already; a version never changes");
        }
        Optional<CatalogImage> image = catalogue.now().image(key.image());
        if (!by.isAdmin() && image.isPresent() && !registrants.areOnly(key.image(), by)) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN,
                    "Image " + key.image() + " has versions that are not yours; build it under another name");
        }
    }

    private void requireForm(BuildRequest request) {
        violations.refuse(request);
        if (!NO_CONTRACT.equals(request.contract()) && (request.contract() != null || request.run() != null)) {
            registration.contract(request.contract(), request.run());
        }
    }

    private Read read(BuildRequest request, @Nullable String text, @Nullable Path archive, Path half)
            throws IOException {
        String name = request.dockerfile() == null ? "Dockerfile" : request.dockerfile();
        BuildContext context = copy(archive, name, half);
        String written = Optional.ofNullable(text)
                .or(context::dockerfile)
                .orElseThrow(() -> ProblemException.invalid(
                        "dockerfile", archive == null ? "is missing" : "is missing, and the context has no " + name));
        Map<String, String> arguments = request.given();
        Dockerfile dockerfile = Dockerfile.read(written);
        List<FieldError> errors = Stream.concat(
                        dockerfile.check(arguments).stream(), ContextRules.check(dockerfile, context).stream())
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .map(finding -> new FieldError("dockerfile:" + finding.line(), finding.message()))
                .toList();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new Read(dockerfile, bases.settle(dockerfile, arguments));
    }

    private BuildContext copy(@Nullable Path archive, String dockerfile, Path half) throws IOException {
        if (archive == null) {
            try (InputStream empty = BuildContext.empty()) {
                Files.copy(empty, half);
            }
            return BuildContext.NONE;
        }
        var most = new BuildContext.Most((long) config.context() << 20, config.entries(), Dockerfile.MOST_BYTES);
        try (InputStream in = Files.newInputStream(archive);
                OutputStream out = contexts.write(half)) {
            return BuildContext.copy(in, most, dockerfile, out);
        } catch (ContextException e) {
            throw ProblemException.invalid("context", String.valueOf(e.getMessage()));
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
