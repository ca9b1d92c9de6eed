package dev.slipway.image;

import dev.slipway.catalog.registry.Layer;
import dev.slipway.catalog.registry.Registries;
import dev.slipway.catalog.registry.Registry;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.operation.OperationWork;
import dev.slipway.operation.Progress;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.LocalImage;
import dev.slipway.runtime.engine.RegistryLogin;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Fetches the exact image of a version through the engine. */
@ApplicationScoped
class PullWork implements OperationWork {
    private static final Logger LOG = Logger.getLogger(PullWork.class);

    /** A compressed layer is two to three times as large on disk, and for a while both are there. */
    private static final int ROOM_FOR_EACH_BYTE = 4;

    private static final long ROOM_TO_LEAVE = 1L << 30;

    private final Catalogue catalogue;
    private final Pins pins;
    private final Presence presence;
    private final Registries registries;
    private final ContainerEngine engine;

    PullWork(Catalogue catalogue, Pins pins, Presence presence, Registries registries, ContainerEngine engine) {
        this.catalogue = catalogue;
        this.pins = pins;
        this.presence = presence;
        this.registries = registries;
        this.engine = engine;
    }

    @Override
    public Operation.Kind kind() {
        return Operation.Kind.PULL;
    }

    @Override
    public void run(Operation operation, Consumer<Progress> progress) throws InterruptedException {
        Pin pin = pinOf(new VersionKey(operation.image(), operation.version()));
        if (presence.held(pin).isEmpty()) {
            requireRoom(pin);
            pull(pin, progress);
        }
        LocalImage held = presence.held(pin)
                .orElseThrow(() -> new OperationFailedException(
                        "image-unavailable", "The engine pulled " + pin.exact() + " and does not have it", null));
        // An image without a name is cleared away by the next "docker image prune".
        engine.tagImage(
                new ImageReference(held.digest()),
                new ImageReference("slipway/" + operation.image() + ":" + operation.version()));
    }

    private Pin pinOf(VersionKey key) {
        var version = catalogue
                .version(key.image(), key.version())
                .orElseThrow(() -> new OperationFailedException(
                        "image-unavailable", "The catalogue no longer has " + key.image() + " " + key.version(), null));
        try {
            return pins.pin(key, version);
        } catch (ProblemException e) {
            if (e.code() == ProblemCode.RATE_LIMITED) {
                throw e; // later
            }
            throw new OperationFailedException("image-unavailable", e.detail(), e);
        }
    }

    private void pull(Pin pin, Consumer<Progress> progress) throws InterruptedException {
        PullMeter meter = new PullMeter(pin.layers());
        Optional<RegistryLogin> login =
                registries.registry(pin.reference().host()).credentials().map(PullWork::login);
        try {
            engine.pullImage(pin.exact(), login, word -> progress.accept(meter.heard(word, System.nanoTime())));
        } catch (EngineException.NotFound e) {
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
        Optional<Path> storage = engine.info().storage().filter(Files::isDirectory);
        if (storage.isEmpty()) {
            return; // the engine is elsewhere
        }
        long missing =
                presence.missing(pin).stream().mapToLong(Layer::sizeBytes).sum();
        long wanted = missing * ROOM_FOR_EACH_BYTE + ROOM_TO_LEAVE;
        try {
            long free = Files.getFileStore(storage.get()).getUsableSpace();
            if (missing > 0 && free < wanted) {
                throw new OperationFailedException(
                        "no-space",
                        "The image may need " + mebi(wanted) + " on the disk of " + storage.get() + ", where "
                                + mebi(free) + " are free",
                        null);
            }
        } catch (IOException e) {
            LOG.warnf("free space not known directory=%s cause=%s", storage.get(), e.toString());
        }
    }

    private static String mebi(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
