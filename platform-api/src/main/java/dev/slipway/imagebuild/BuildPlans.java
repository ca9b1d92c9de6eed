package dev.slipway.imagebuild;

import dev.slipway.catalog.context.BuildContext;
import dev.slipway.catalog.context.ContextException;
import dev.slipway.catalog.dockerfile.ContextRules;
import dev.slipway.catalog.dockerfile.Dockerfile;
import dev.slipway.catalog.dockerfile.Finding;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.imagebuild.BuildBases.Settled;
import dev.slipway.imagebuild.context.ContextConfig;
import dev.slipway.imagebuild.context.Contexts;
import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.ProblemException;
import dev.slipway.registration.Definitions;
import dev.slipway.request.Violations;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a build is asked for, and its context, into a plan: every base exact, and nothing that stands against it. */
@ApplicationScoped
class BuildPlans {
    private static final String NO_CONTRACT = "none";

    private final Violations violations;
    private final Definitions definitions;
    private final BuildBases bases;
    private final Contexts contexts;
    private final ContextConfig config;

    BuildPlans(
            Violations violations, Definitions definitions, BuildBases bases, Contexts contexts, ContextConfig config) {
        this.violations = violations;
        this.definitions = definitions;
        this.bases = bases;
        this.contexts = contexts;
        this.config = config;
    }

    /** A context and what it is built by, read and found good. */
    private record Read(Dockerfile dockerfile, Settled bases) {}

    /** What is to be built, but for its operation; the Dockerfile has the exact names of its bases. */
    record Planned(VersionKey key, String dockerfile, Build.Plan plan) {}

    /**
     * Lets pass what can be said in a request, before any file is read.
     *
     * @throws ProblemException {@code invalid-request} with every field that is wrong
     */
    void requireForm(BuildRequest request) {
        violations.refuse(request);
        if (!NO_CONTRACT.equals(request.contract()) && (request.contract() != null || request.run() != null)) {
            definitions.contract(request.contract(), request.run());
        }
    }

    /**
     * Plans a build.
     *
     * @param text the Dockerfile; absent: it is in the context
     * @param archive the context; absent: there are no files
     * @param half where the context's files are put
     * @throws ProblemException {@code invalid-request} with every line of the Dockerfile that stands against it, or what is
     *     wrong with the context
     */
    Planned plan(VersionKey key, BuildRequest request, @Nullable String text, @Nullable Path archive, Path half)
            throws IOException {
        return planOf(key, request, read(request, text, archive, half));
    }

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
}
