package dev.slipway.image;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.Pin;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.identity.Person;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.operation.OperationReport;
import dev.slipway.operation.Operations;
import dev.slipway.problem.Problem.Reason;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Gives launches their images. */
@ApplicationScoped
public class ExactImages {
    private final Catalogue catalogue;
    private final Pins pins;
    private final Presence presence;
    private final Operations operations;
    private final ImageFetch fetch;
    private final Images images;
    private final RegistriesConfig config;

    ExactImages(
            Catalogue catalogue,
            Pins pins,
            Presence presence,
            Operations operations,
            ImageFetch fetch,
            Images images,
            RegistriesConfig config) {
        this.catalogue = catalogue;
        this.pins = pins;
        this.presence = presence;
        this.operations = operations;
        this.fetch = fetch;
        this.images = images;
        this.config = config;
    }

    /**
     * The exact image that a launch runs.
     *
     * @param reference how the engine gets it where it is not here
     * @param id how the engine knows it
     * @param environment the variables that it sets
     * @param isHere whether the engine has it
     */
    public record Exact(ImageReference reference, ImageReference id, Map<String, String> environment, boolean isHere) {}

    /**
     * Settles which image a launch of a version runs.
     *
     * @throws ProblemException {@code image-unavailable} when it is not here and cannot be had, {@code rate-limited} when its
     *     registry wants to be left alone
     */
    public Exact exact(ImageName name, ImageVersion version) {
        VersionKey key = new VersionKey(name, version.version());
        Optional<Pin> pin = pins.of(key);
        if (pin.isEmpty()) {
            Optional<Exact> local = local(version)
                    .map(image -> new Exact(
                            new ImageReference(version.reference()),
                            new ImageReference(image.digest()),
                            image.environment(),
                            true));
            if (local.isPresent()) {
                return local.get();
            }
            if (version.isBuiltHere()) {
                throw notBuilt(key, version);
            }
        }
        Pin exact = pin.orElseGet(() -> pins.pin(key, version));
        Optional<ImageReference> held =
                presence.held(exact).map(LocalImage::digest).map(ImageReference::new);
        return new Exact(
                exact.exact(), held.orElse(exact.held()), exact.config().environment(), held.isPresent());
    }

    private static ProblemException notBuilt(VersionKey key, ImageVersion version) {
        String message = "The image of " + key + " is not built on this host";
        String remedy = version.built().isPresent()
                ? "Build it again from its Dockerfile"
                : "An administrator runs: ./slipway image build " + key;
        return new ProblemException(
                ProblemCode.IMAGE_UNAVAILABLE, message, List.of(), List.of(new Reason("not-built", message, remedy)));
    }

    /**
     * Has a version's image here, for work on it.
     *
     * @param operation whose work it is
     * @throws OperationFailedException when it cannot be had
     */
    public LocalImage hold(VersionKey key, String operation, OperationReport report) throws InterruptedException {
        ImageVersion version = catalogue
                .version(key)
                .orElseThrow(() ->
                        new OperationFailedException("image-unavailable", "The catalogue no longer has " + key, null));
        if (pins.of(key).isEmpty()) {
            Optional<LocalImage> local = local(version);
            if (local.isPresent()) {
                return local.get();
            }
            if (version.isBuiltHere()) {
                throw new OperationFailedException(
                        "image-unavailable", notBuilt(key, version).detail(), null);
            }
        }
        return fetch.fetch(key, pinned(() -> pins.pin(key, version)), operation, report);
    }

    /**
     * Has exactly that image of a registry's here for a build to begin with, whatever the catalogue knows of it.
     *
     * @param exact with its digest
     * @param operation that builds
     * @throws OperationFailedException when it cannot be had
     */
    public LocalImage holdBase(String exact, String operation, OperationReport report) throws InterruptedException {
        Pin pin = pinned(() -> Pin.of(pins.resolve(exact)));
        return fetch.fetchBase(pin, config.basesKept(), operation, report);
    }

    /**
     * What a reference names now, with its digest.
     *
     * @throws ProblemException when it is none, or its registry may not be asked or does not say
     */
    public String exactly(String reference) {
        return Pin.of(pins.resolve(reference)).exact().value();
    }

    private static Pin pinned(Supplier<Pin> asked) {
        try {
            return asked.get();
        } catch (ProblemException e) {
            if (e.code() == ProblemCode.RATE_LIMITED) {
                throw e; // later
            }
            throw new OperationFailedException("image-unavailable", e.detail(), e);
        }
    }

    /** Where an image stands that someone waits for. */
    public sealed interface Arrival {
        /** The operation brings it. */
        record OnItsWay(Operation operation) implements Arrival {}

        /** It does not come. */
        record Failed(Operation.Failure reason) implements Arrival {}
    }

    /** The image that the engine has under a version's reference. A reference with both tag and digest is no name there: empty. */
    private Optional<LocalImage> local(ImageVersion version) {
        try {
            return images.find(new ImageReference(version.localName()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The variables that a version's image sets, as far as it is known. */
    public Map<String, String> environment(ImageName image, ImageVersion version) {
        return environment(new VersionKey(image, version.version()), () -> local(version));
    }

    /** The variables that a workspace's image sets, as far as it is known. */
    public Map<String, String> environment(VersionKey key, ImageReference id) {
        return environment(key, () -> images.find(id));
    }

    /**
     * The variables of a pinned version are stored with the pin. For another version, the engine's image is inspected if the
     * engine has it.
     */
    private Map<String, String> environment(VersionKey key, Supplier<Optional<LocalImage>> local) {
        return pins.of(key)
                .map(pin -> pin.config().environment())
                .or(() -> local.get().map(LocalImage::environment))
                .orElse(Map.of());
    }

    /**
     * Has a version's image fetched, unless someone is at it already.
     *
     * @param since when the waiting began: what failed before does not count
     * @param requester who waits
     */
    public Arrival fetch(VersionKey key, Instant since, Person requester) {
        Optional<ImageVersion> known = catalogue.version(key);
        if (known.filter(ImageVersion::isBuiltHere).isPresent()) {
            return new Arrival.Failed(new Operation.Failure(
                    "image-unavailable", notBuilt(key, known.get()).detail()));
        }
        Optional<Operation> last = operations.last(Operation.Kind.PULL, key.image(), key.version());
        if (last.flatMap(operation -> operation.times().finishedAt())
                .filter(end -> end.isAfter(since))
                .isPresent()) {
            Operation ended = last.get();
            if (ended.state() == Operation.State.CANCELLED) {
                return new Arrival.Failed(
                        new Operation.Failure("pull-cancelled", "An administrator ended the pull of its image"));
            }
            if (ended.status().reason().isPresent()) {
                return new Arrival.Failed(ended.status().reason().get());
            }
        }
        return new Arrival.OnItsWay(operations.submit(Operation.Kind.PULL, key.image(), key.version(), requester));
    }

    /** The pulls that are under way, by what they bring. */
    public Map<VersionKey, Operation> pulls() {
        return operations.unfinished().stream()
                .filter(operation -> operation.kind() == Operation.Kind.PULL)
                .collect(Collectors.toMap(
                        operation -> new VersionKey(operation.image(), operation.version()), operation -> operation));
    }
}
