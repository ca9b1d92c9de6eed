package dev.slipway.image;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.slipway.catalog.registry.Digest;
import dev.slipway.catalog.registry.Layer;
import dev.slipway.catalogue.Pin;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.ListedImage;
import dev.slipway.runtime.image.LocalImage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the engine has of images. */
@ApplicationScoped
public class Presence {
    private static final int MOST_REMEMBERED = 2_000;

    private final Images images;

    /** An image's layers by its id; they never change. */
    private final Cache<String, List<String>> layers =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    Presence(Images images) {
        this.images = images;
    }

    /** The image itself. Docker knows it by its configuration's digest; one that stores it as containerd does, by the manifest's. */
    Optional<LocalImage> held(Pin pin) {
        return images.find(pin.held()).or(() -> images.find(pin.exact()));
    }

    /** All images that the engine has now. */
    public Held now() {
        return new Held(images.list());
    }

    /** The images that the engine had at one moment. */
    public static final class Held {
        private final List<ListedImage> images;
        private final Map<String, ListedImage> byName = new HashMap<>();

        Held(List<ListedImage> images) {
            this.images = images;
            for (ListedImage image : images) {
                byName.put(image.digest(), image);
                image.names().forEach(name -> byName.put(brief(name), image));
            }
        }

        public Optional<ListedImage> find(Pin pin) {
            return find(pin.held().value()).or(() -> find(pin.exact().value()));
        }

        public Optional<ListedImage> find(String name) {
            return Optional.ofNullable(byName.get(brief(name)));
        }

        /** Engines leave the usual registry out of a name, or write it. */
        private static String brief(String name) {
            return name.replaceFirst("^(docker\\.io/)?(library/)?", "");
        }
    }

    /**
     * The images that begin with the same layers as a pin, and how many layers they share. Engines share a layer only together
     * with all layers below it.
     */
    public Map<ListedImage, Integer> sharing(Pin pin, Held held) {
        List<String> wanted =
                pin.layers().stream().map(Layer::diffId).map(Digest::value).toList();
        Map<ListedImage, Integer> sharing = new HashMap<>();
        for (ListedImage image : held.images) {
            int common = common(wanted, layersOf(image));
            if (common > 0) {
                sharing.put(image, common);
            }
        }
        return sharing;
    }

    private List<String> layersOf(ListedImage image) {
        return layers.get(
                image.digest(),
                digest -> images.find(new ImageReference(digest))
                        .map(LocalImage::layers)
                        .orElse(List.of()));
    }

    private static int common(List<String> one, List<String> other) {
        int most = Math.min(one.size(), other.size());
        return (int) Stream.iterate(0, i -> i < most && one.get(i).equals(other.get(i)), i -> i + 1)
                .count();
    }

    /** The layers of a pin that the engine would have to pull. */
    List<Layer> missing(Pin pin) {
        int present = sharing(pin, now()).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        return pin.layers().subList(present, pin.layers().size());
    }
}
