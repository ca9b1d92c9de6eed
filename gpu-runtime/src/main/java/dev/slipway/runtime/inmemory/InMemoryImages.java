package dev.slipway.runtime.inmemory;

import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.ListedImage;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.image.PullProgress;
import dev.slipway.runtime.image.RegistryLogin;
import dev.slipway.runtime.quantity.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Images that consist of their descriptions only and have no files. */
final class InMemoryImages implements Images {
    private final Held held;

    InMemoryImages(Held held) {
        this.held = held;
    }

    @Override
    public Optional<LocalImage> find(ImageReference reference) {
        return held.image(reference);
    }

    @Override
    public List<ListedImage> list() {
        synchronized (held) {
            return held.images.values().stream()
                    .map(LocalImage::digest)
                    .distinct()
                    .map(this::listed)
                    .toList();
        }
    }

    private ListedImage listed(String digest) {
        List<LocalImage> named = held.images.values().stream()
                .filter(image -> image.digest().equals(digest))
                .toList();
        return new ListedImage(
                digest,
                named.stream().map(image -> image.reference().value()).toList(),
                named.getFirst().size());
    }

    @Override
    public void pull(ImageReference reference, Optional<RegistryLogin> login, Consumer<PullProgress> progress) {
        synchronized (held) {
            if (held.images.containsKey(reference)) {
                return;
            }
            LocalImage image = held.pullable.get(reference);
            if (image == null) {
                throw new EngineException.Unavailable("no registry can be reached from here for " + reference, null);
            }
            held.images.put(reference, image);
        }
    }

    @Override
    public Map<String, byte[]> readFiles(ImageReference image, List<String> paths, Bytes most) {
        held.existingImage(image);
        return Map.of();
    }

    @Override
    public void tag(ImageReference image, ImageReference name) {
        synchronized (held) {
            held.put(Held.named(held.existingImage(image), name));
        }
    }

    @Override
    public void remove(ImageReference name) {
        synchronized (held) {
            held.image(name).ifPresent(image -> {
                if (held.hasContainer(container -> isOf(container, image))) {
                    throw new EngineException.Conflict("a container is of the image " + name, null);
                }
                held.images
                        .values()
                        .removeIf(one ->
                                one.reference().equals(name) || one.digest().equals(name.value()));
            });
        }
    }

    private boolean isOf(SimulatedContainer container, LocalImage image) {
        return held.image(container.spec().image()).map(LocalImage::digest).equals(Optional.of(image.digest()));
    }
}
