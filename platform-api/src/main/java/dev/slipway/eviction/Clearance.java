package dev.slipway.eviction;

import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.ImageStore;
import dev.slipway.catalogue.Pin;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.image.Brought;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Operations;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Removes from the engine the images that Slipway brought and that nothing needs any more: of a version that left the
 * catalogue, of a build that failed, of a pull that nobody waits for, and bases that no build needed for a while. An image is
 * removed with the last of its names; one that has a name which Slipway did not give stays.
 */
@ApplicationScoped
class Clearance {
    private static final Logger LOG = Logger.getLogger(Clearance.class);

    private final Brought brought;
    private final Catalogue catalogue;
    private final ImageStore store;
    private final Operations operations;
    private final Images images;
    private final Removal removal;

    Clearance(
            Brought brought,
            Catalogue catalogue,
            ImageStore store,
            Operations operations,
            Images images,
            Removal removal) {
        this.brought = brought;
        this.catalogue = catalogue;
        this.store = store;
        this.operations = operations;
        this.images = images;
        this.removal = removal;
    }

    /**
     * What is wanted.
     *
     * @param names of versions and of what they are pinned to
     * @param pinned the ids and digests of what versions are pinned to
     * @param begunWith what workspaces and builds begin with
     * @param operations that have not ended
     */
    private record Wanted(Set<String> names, Set<String> pinned, Set<String> begunWith, Set<String> operations) {
        boolean wants(Brought.Name name) {
            return name.kept()
                    || operations.contains(name.operation())
                    || names.contains(name.name().value())
                    || begunWith.contains(name.name().value());
        }

        /**
         * Two versions can be the same image: the image to which one is pinned is also wanted under the exact name of the
         * other.
         */
        boolean wants(Brought.Name name, String imageId) {
            return begunWith.contains(imageId) || (name.isExact() && pinned.contains(imageId));
        }
    }

    void clear() {
        // Read before the rest: if an operation ends in between, the names that it made are among what is read next,
        // and stay.
        List<Operation> unfinished = operations.unfinished();
        List<Brought.Name> names = brought.all();
        if (names.isEmpty()) {
            return;
        }
        Wanted wanted = wanted(unfinished);
        for (Brought.Name name : names) {
            if (!wanted.wants(name)) {
                try {
                    clear(name, wanted);
                } catch (EngineException e) {
                    LOG.debugf("image stays name=%s cause=%s", name.name(), e.getMessage());
                }
            }
        }
    }

    private Wanted wanted(List<Operation> unfinished) {
        Set<String> names = new HashSet<>();
        Set<String> pinned = new HashSet<>();
        for (CatalogImage image : catalogue.now().images()) {
            image.versions().forEach(version -> names.add(nameOf(new VersionKey(image.name(), version.version()))));
        }
        for (Pin pin : store.pins().values()) {
            names.add(pin.exact().value());
            pinned.add(pin.id().value());
            pinned.add(pin.digest().value());
        }
        unfinished.forEach(operation -> names.add(nameOf(new VersionKey(operation.image(), operation.version()))));
        return new Wanted(
                names,
                pinned,
                brought.begunWith(),
                unfinished.stream().map(Operation::id).collect(Collectors.toSet()));
    }

    private static String nameOf(VersionKey key) {
        return key.localName().value();
    }

    private void clear(Brought.Name name, Wanted wanted) {
        Optional<LocalImage> image = images.find(name.name()).filter(found -> isMeant(name, found));
        if (image.isEmpty()) {
            brought.forget(name);
            return;
        }
        String id = image.get().digest();
        if (wanted.wants(name, id)) {
            return;
        }
        if (name.isId() && hasName(id)) {
            brought.forget(name); // it goes with its names, or is someone else's
            return;
        }
        boolean isGone = removal.remove(
                List.of(name.name()),
                new ImageReference(id),
                "image.clear",
                name.name().value(),
                image.get().size() + ", nothing names it any more");
        brought.forget(name);
        LOG.infof("image cleared name=%s gone=%s", name.name(), isGone);
    }

    private boolean hasName(String id) {
        return images.list().stream()
                .anyMatch(image -> image.digest().equals(id) && !image.names().isEmpty());
    }

    /** Whether the engine's image is the one that Slipway gave the name: someone may have given it to another image since. */
    private static boolean isMeant(Brought.Name name, LocalImage found) {
        return name.isExact()
                || name.imageId().equals(Optional.of(found.digest()))
                || name.operation().equals(found.labels().get(Brought.OPERATION));
    }
}
