package dev.slipway.image;

import dev.slipway.catalog.registry.Layer;
import dev.slipway.catalog.registry.Registries;
import dev.slipway.catalog.registry.Registry;
import dev.slipway.catalogue.Pin;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.operation.OperationReport;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.host.DiskSpace;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.image.RegistryLogin;
import dev.slipway.step.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Has an exact image here, by the engine's pull where it is not. */
@ApplicationScoped
class ImageFetch {
    private static final Logger LOG = Logger.getLogger(ImageFetch.class);

    /** A compressed layer is two to three times as large on disk, and for a while both are there. */
    private static final int ROOM_FOR_EACH_BYTE = 4;

    private static final long ROOM_TO_LEAVE = 1L << 30;

    private final Presence presence;
    private final Brought brought;
    private final Registries registries;
    private final EngineFacts engine;
    private final Images images;
    private volatile Optional<Path> storage = Optional.empty();

    ImageFetch(Presence presence, Brought brought, Registries registries, EngineFacts engine, Images images) {
        this.presence = presence;
        this.brought = brought;
        this.registries = registries;
        this.engine = engine;
        this.images = images;
    }

    /**
     * Fetches the base of a build under exactly the name that the build uses for it, and returns when the engine has it. The
     * image is kept for the given time.
     *
     * @throws OperationFailedException {@code no-space} or {@code image-unavailable} when it cannot be had
     */
    LocalImage fetchBase(Pin pin, Duration kept, String operation, OperationReport report) throws InterruptedException {
        Optional<LocalImage> held = images.find(pin.exact());
        if (held.isEmpty()) {
            pull(pin, operation, report);
        }
        brought.use(pin.exact(), operation);
        brought.keep(pin.exact(), kept);
        return held.orElseGet(() -> held(pin));
    }

    /**
     * Fetches what a version is, and gives it a name: one without is cleared away by the next "docker image prune".
     *
     * @throws OperationFailedException {@code no-space} or {@code image-unavailable} when it cannot be had
     */
    LocalImage fetch(VersionKey key, Pin pin, String operation, OperationReport report) throws InterruptedException {
        if (presence.held(pin).isEmpty()) {
            pull(pin, operation, report);
        }
        brought.use(pin.exact(), operation);
        LocalImage held = held(pin);
        brought.note(key.localName(), held.digest(), operation);
        Steps.run(ImageStep.NAME, () -> images.tag(new ImageReference(held.digest()), key.localName()));
        return held;
    }

    private LocalImage held(Pin pin) {
        return presence.held(pin)
                .orElseThrow(() -> new OperationFailedException(
                        "image-unavailable", "The engine pulled " + pin.exact() + " and does not have it", null));
    }

    private void pull(Pin pin, String operation, OperationReport report) throws InterruptedException {
        requireRoom(pin);
        brought.expect(pin.exact(), operation);
        PullMeter meter = new PullMeter(pin.layers());
        Optional<RegistryLogin> login =
                registries.registry(pin.reference().host()).credentials().map(ImageFetch::login);
        try {
            Steps.run(
                    ImageStep.PULL,
                    () -> images.pull(
                            pin.exact(), login, word -> report.progress(meter.heard(word, System.nanoTime()))));
        } catch (EngineException.NotFound | EngineException.Refused e) {
            String message = String.valueOf(e.getMessage());
            boolean full = message.contains("no space left on device");
            throw new OperationFailedException(
                    full ? "no-space" : "image-unavailable", full ? "The disk became full: " + message : message, e);
        } catch (EngineException.Unavailable e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    private static RegistryLogin login(Registry.Credentials credentials) {
        return new RegistryLogin(credentials.username(), credentials.password());
    }

    private void requireRoom(Pin pin) {
        Optional<Path> storage = storage();
        if (storage.isEmpty()) {
            return; // the engine is elsewhere
        }
        Optional<DiskSpace> space = DiskSpace.of(storage.get());
        if (space.isEmpty()) {
            LOG.warnf("free space not known directory=%s", storage.get());
            return;
        }
        long free = space.get().free().value();
        if (free >= wanted(pin.layers())) {
            return; // room even for all layers: no need to look at every image of the host for those that are here
        }
        List<Layer> missing = presence.missing(pin);
        if (!missing.isEmpty() && free < wanted(missing)) {
            throw new OperationFailedException(
                    "no-space",
                    "The image may need " + mebi(wanted(missing)) + " on the disk of " + storage.get() + ", where "
                            + mebi(free) + " are free",
                    null);
        }
    }

    /**
     * The engine's disk, if it is on this host. The answer is cached: it never changes, and the engine takes a tenth of a
     * second for it.
     */
    private Optional<Path> storage() {
        Optional<Path> known = storage;
        if (known.isEmpty()) {
            known = engine.info().storage().filter(Files::isDirectory);
            storage = known;
        }
        return known;
    }

    private static long wanted(List<Layer> layers) {
        return layers.stream().mapToLong(Layer::sizeBytes).sum() * ROOM_FOR_EACH_BYTE + ROOM_TO_LEAVE;
    }

    private static String mebi(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
