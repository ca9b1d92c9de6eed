package dev.slipway.runtime.inmemory;

import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.label.ResourceId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** What an {@link InMemoryContainerEngine} holds. Its parts look at it and change it under its own lock. */
final class Held {
    final Map<ImageReference, LocalImage> images = new LinkedHashMap<>();
    final Map<ImageReference, LocalImage> pullable = new LinkedHashMap<>();
    final Set<ResourceId> networks = new LinkedHashSet<>();
    final Set<ResourceId> volumes = new LinkedHashSet<>();
    final List<StreamListener<EngineEvent>> watchers = new CopyOnWriteArrayList<>();
    /**
     * Changed and iterated under this object's lock. Single containers are also looked up without that lock, by listeners of events,
     * which must not wait for it.
     */
    private final Map<ResourceId, SimulatedContainer> containers = Collections.synchronizedMap(new LinkedHashMap<>());

    synchronized void put(LocalImage image) {
        images.put(image.reference(), image);
    }

    synchronized Optional<LocalImage> image(ImageReference reference) {
        return images.values().stream()
                .filter(image ->
                        image.reference().equals(reference) || image.digest().equals(reference.value()))
                .findFirst()
                .map(image -> named(image, reference));
    }

    /** @throws EngineException.NotFound when there is none */
    LocalImage existingImage(ImageReference reference) {
        return image(reference)
                .orElseThrow(() -> new EngineException.NotFound(Kind.IMAGE, "no image " + reference, null));
    }

    /** A copy of the image under another name. */
    static LocalImage named(LocalImage image, ImageReference name) {
        return new LocalImage(
                name,
                image.digest(),
                image.size(),
                image.labels(),
                image.environment(),
                image.triggers(),
                image.layers());
    }

    synchronized List<SimulatedContainer> containers() {
        return List.copyOf(containers.values());
    }

    Optional<SimulatedContainer> container(ResourceId id) {
        return Optional.ofNullable(containers.get(id));
    }

    /** @throws EngineException.NotFound when there is none */
    SimulatedContainer existingContainer(ResourceId id) {
        return container(id)
                .orElseThrow(() -> new EngineException.NotFound(Kind.CONTAINER, "no container " + id, null));
    }

    synchronized void add(ResourceId id, SimulatedContainer container) {
        containers.putIfAbsent(id, container);
    }

    synchronized Optional<SimulatedContainer> take(ResourceId id) {
        return Optional.ofNullable(containers.remove(id));
    }

    synchronized boolean hasContainer(Predicate<SimulatedContainer> which) {
        return containers.values().stream().anyMatch(which);
    }

    void tell(EngineEvent event) {
        watchers.forEach(watcher -> watcher.onItem(event));
    }
}
