package dev.slipway.imagebuild;

import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.compatibility.CompatibilityView;
import dev.slipway.compatibility.HostFit;
import dev.slipway.image.Brought;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.problem.Problem.Reason;
import dev.slipway.problem.ProblemException;
import dev.slipway.registration.BuiltVersions;
import dev.slipway.registration.Definitions;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.engine.Interruption;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.trial.TrialReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The entry of the catalogue that a build comes to: what it says, whether it is there, and that no image stays without it. */
@ApplicationScoped
class BuildEntry {
    private static final Logger LOG = Logger.getLogger(BuildEntry.class);

    private final Catalogue catalogue;
    private final BuiltVersions built;
    private final Definitions definitions;
    private final HostFit fit;
    private final Images images;

    BuildEntry(Catalogue catalogue, BuiltVersions built, Definitions definitions, HostFit fit, Images images) {
        this.catalogue = catalogue;
        this.built = built;
        this.definitions = definitions;
        this.fit = fit;
        this.images = images;
    }

    /** Whether the build has added it already. */
    boolean isThere(Build build) {
        return catalogue
                .version(build.key())
                .flatMap(ImageVersion::built)
                .flatMap(id -> images.find(new ImageReference(id)))
                .filter(image -> build.operation().equals(image.labels().get(Brought.OPERATION)))
                .isPresent();
    }

    /** How the server of what is built is run; empty: it has none. */
    Optional<RunContract> contract(Build build) {
        BuildRequest request = build.plan().request();
        if (request.run() != null) {
            return definitions.contract(null, request.run());
        }
        String name = build.plan().contract();
        if (name == null) {
            return Optional.empty();
        }
        return catalogue.contract(name).or(() -> definitions.contract(name, null));
    }

    /**
     * Puts what was built into the catalogue.
     *
     * @throws OperationFailedException when it cannot stand there; then its image is gone
     */
    void add(Build build, LocalImage image, Optional<RunContract> contract, TrialReport seen) {
        BuildRequest request = build.plan().request();
        String name = build.key().image().value();
        try {
            built.register(
                    new BuiltVersions.Built(
                            build.key(),
                            request.title() == null ? name : request.title(),
                            request.description() == null ? "" : request.description(),
                            build.plan().framework(),
                            contract,
                            image.digest(),
                            seen),
                    build.by());
        } catch (ProblemException e) {
            remove(build);
            throw new OperationFailedException(e.code().code(), e.detail(), e);
        }
    }

    /**
     * Says whether the image runs on this host. An image that does not is in the catalogue all the same, since it may run on another
     * host.
     */
    String fitOf(VersionKey key) {
        CompatibilityView here = fit.of(key.image(), catalogue.version(key).orElseThrow());
        return "On this host's GPUs: "
                + Stream.concat(
                                Stream.of(here.verdict().toString()),
                                here.reasons().stream().map(Reason::message))
                        .collect(Collectors.joining("; "));
    }

    /** Removes the image that was built; where the engine is away, the image is removed later. */
    void remove(Build build) {
        Interruption.putOff(() -> {
            try {
                images.remove(build.key().localName());
            } catch (EngineException e) {
                LOG.infof("image of a build is cleared later operation=%s cause=%s", build.operation(), e.getMessage());
            }
        });
    }
}
