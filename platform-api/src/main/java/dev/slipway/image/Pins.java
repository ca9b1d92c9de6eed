package dev.slipway.image;

import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.registry.Platform;
import dev.slipway.catalog.registry.RegistryClient;
import dev.slipway.catalog.registry.RegistryException;
import dev.slipway.catalog.registry.RegistryReference;
import dev.slipway.catalog.registry.ResolvedImage;
import dev.slipway.catalogue.ImageStore;
import dev.slipway.catalogue.Pin;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.database.Database;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.engine.EngineInfo;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Knows which exact image each version is. The registry is asked once; from then on a version is what it was, and a tag that
 * names something else is shown as moved.
 */
@ApplicationScoped
public class Pins {
    private static final Logger LOG = Logger.getLogger(Pins.class);
    private static final Duration LONGEST_BETWEEN_ROUNDS = Duration.ofMinutes(1);
    private static final int IN_A_ROUND = 10;

    private final ImageStore store;
    private final RegistryClient registries;
    private final EngineFacts engine;
    private final RegistriesConfig config;

    Pins(ImageStore store, RegistryClient registries, EngineFacts engine, RegistriesConfig config) {
        this.store = store;
        this.registries = registries;
        this.engine = engine;
        this.config = config;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(this::betweenRounds, "moved-tags", Reach.CLUSTER), this::lookForMovedTags);
    }

    Optional<Pin> of(VersionKey key) {
        return store.pin(key);
    }

    /**
     * What the version is, asked of its registry where nobody knows yet.
     *
     * @throws ProblemException when the registry does not say
     */
    public Pin pin(VersionKey key, ImageVersion version) {
        return store.pin(key).orElseGet(() -> store.keep(key, resolve(version.reference())));
    }

    /**
     * What a reference names now.
     *
     * @throws ProblemException {@code invalid-request} when it is none, {@code image-unavailable} or {@code rate-limited} when
     *     its registry does not say, {@code image-unavailable} also when the engine could not unpack it
     */
    public ResolvedImage resolve(String text) {
        Database.requireOutside("a registry");
        RegistryReference reference;
        try {
            reference = RegistryReference.parse(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("reference", String.valueOf(e.getMessage()));
        }
        try {
            ResolvedImage image = registries.resolve(reference, Platform.here());
            requireUnpackable(image);
            return image;
        } catch (RegistryException e) {
            throw RegistryFaults.problem(e);
        }
    }

    /** The engine is asked, which takes a tenth of a second, only where it matters. */
    private void requireUnpackable(ResolvedImage image) {
        if (!image.zstd()) {
            return;
        }
        EngineInfo info = engine.info();
        if (!info.zstd()) {
            throw RegistryFaults.problem(
                    "layers-not-unpacked",
                    "The image's layers are compressed by zstd, which the engine here, " + info.name() + " "
                            + info.version() + ", does not unpack",
                    "Docker 23 and newer do; or push the image with layers that are compressed by gzip");
        }
    }

    private void lookForMovedTags() {
        store.notLookedAtFor(config.lookInterval(), IN_A_ROUND).forEach(this::look);
    }

    private Duration betweenRounds() {
        Duration interval = config.lookInterval();
        return interval.compareTo(LONGEST_BETWEEN_ROUNDS) < 0 ? interval : LONGEST_BETWEEN_ROUNDS;
    }

    /** Compares a pin with what its tag names now. A registry that does not say leaves all as it was. */
    void look(VersionKey key, Pin pin) {
        Database.requireOutside("a registry");
        try {
            store.lookedAt(
                    key,
                    pin.reference().digest().isPresent()
                            ? Optional.empty()
                            : Optional.of(registries.digest(pin.reference())));
        } catch (RegistryException e) {
            LOG.infof(
                    "registry does not say whether a tag moved image=%s version=%s cause=%s",
                    key.image(), key.version(), e.getMessage());
            store.lookedAt(key, Optional.empty());
        }
    }
}
