package dev.slipway.imagebuild;

import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.catalog.dockerfile.Dockerfile;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.image.ExactImages;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.operation.OperationReport;
import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settles which exact images a Dockerfile begins with, and has them here. One is a version of the catalogue that is here, or
 * comes from a registry that may be asked; whatever else the host holds is nobody's to build on.
 */
@ApplicationScoped
class BuildBases {
    private final Catalogue catalogue;
    private final ExactImages exactImages;
    private final Images images;

    BuildBases(Catalogue catalogue, ExactImages exactImages, Images images) {
        this.catalogue = catalogue;
        this.exactImages = exactImages;
        this.images = images;
    }

    /**
     * What was settled.
     *
     * @param exact what the engine is told, by what is written
     * @param toFetch those of them that come from registries
     * @param last the version of the catalogue that the last stage begins with, if it is one
     */
    record Settled(Map<String, String> exact, List<String> toFetch, Optional<Known> last) {}

    /** A version of the catalogue. */
    record Known(VersionKey key, String framework, Optional<RunContract> contract) {}

    /**
     * Settles them.
     *
     * @throws ProblemException {@code invalid-request} with the lines of those that cannot be had
     */
    Settled settle(Dockerfile dockerfile, Map<String, String> arguments) {
        Map<String, String> exact = new HashMap<>();
        List<String> toFetch = new ArrayList<>();
        Map<String, Known> known = known();
        List<FieldError> errors = new ArrayList<>();
        for (Dockerfile.Base base : dockerfile.bases(arguments)) {
            Optional<LocalImage> held = Optional.ofNullable(known.get(base.image()))
                    .flatMap(version -> images.find(new ImageReference(base.image())));
            if (held.isPresent()) {
                exact.put(base.image(), held.get().digest());
                continue;
            }
            try {
                String reference = exactImages.exactly(base.image());
                exact.put(base.image(), reference);
                toFetch.add(reference);
            } catch (ProblemException e) {
                if (e.code() == ProblemCode.RATE_LIMITED) {
                    throw e;
                }
                String why = e.errors().isEmpty()
                        ? e.detail()
                        : e.errors().getFirst().message();
                errors.add(new FieldError(
                        "dockerfile:" + base.line(),
                        base.image() + " is no version of the catalogue that is here, and no registry gives it: "
                                + why));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new Settled(exact, toFetch, dockerfile.lastBase(arguments).map(known::get));
    }

    /**
     * Pulls the bases that come from registries, and refuses bases with ONBUILD instructions.
     *
     * @throws OperationFailedException when a base cannot be pulled, or has ONBUILD instructions
     */
    void fetch(Build build, OperationReport report) throws InterruptedException {
        for (String base : build.plan().toFetch()) {
            report.line(0, "Fetching " + base);
            exactImages.holdBase(base, build.operation(), report);
        }
        requireNoTriggers(build);
    }

    /**
     * The engine would run a base's ONBUILD instructions before the build's own steps. The platform has not checked these: they may copy
     * files out of any image on the host.
     */
    private void requireNoTriggers(Build build) {
        build.plan()
                .names()
                .forEach((exact, name) -> images.find(new ImageReference(exact))
                        .filter(base -> !base.triggers().isEmpty())
                        .ifPresent(base -> {
                            throw new OperationFailedException(
                                    "on-build", name + " has instructions for ONBUILD, which are not run here", null);
                        }));
    }

    /** The catalogue's versions by the names that a Dockerfile may have for them. */
    private Map<String, Known> known() {
        Map<String, Known> known = new HashMap<>();
        for (CatalogImage image : catalogue.now().images()) {
            for (ImageVersion version : image.versions()) {
                VersionKey key = new VersionKey(image.name(), version.version());
                Known one = new Known(key, image.framework(), version.run());
                known.putIfAbsent(version.reference(), one);
                known.put(key.localName().value(), one);
            }
        }
        return known;
    }
}
