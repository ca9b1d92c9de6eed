package dev.slipway.runtime.engine;

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

/** The images that an engine holds, whoever brought them. */
public interface Images {
    /** All of them, each once. */
    @ReadOnly
    List<ListedImage> list();

    @ReadOnly
    Optional<LocalImage> find(ImageReference reference);

    /**
     * Brings an image from its registry, and returns when it is here. What a broken pull had brought is not brought again.
     * Interrupted, it stops the engine's pull.
     *
     * @param login what the registry is shown; empty: nothing
     * @throws EngineException.NotFound when its registry does not have it or does not show it
     * @throws EngineException.Refused when the engine cannot keep it: its disk is full, say
     * @throws EngineException.Unavailable when the registry cannot be reached, has trouble or wants to be left alone
     */
    void pull(ImageReference reference, Optional<RegistryLogin> login, Consumer<PullProgress> progress);

    /**
     * Reads files of an image, of which nothing is run.
     *
     * @param paths absolute
     * @param most larger ones are left out
     * @return what is in those that are there and are files, not links to such
     * @throws EngineException.NotFound when there is no such image
     * @throws EngineException.Conflict while another reads files of it
     */
    Map<String, byte[]> readFiles(ImageReference image, List<String> paths, Bytes most);

    /**
     * Gives an image that is here a further name, which keeps it from being cleared away as nobody's.
     *
     * @param name a repository and a tag
     * @throws EngineException.NotFound when there is no such image
     */
    void tag(ImageReference image, ImageReference name);

    /**
     * Takes a name away from an image, and with the last one the image; its layers stay as far as others have them. Does
     * nothing where there is no such name.
     *
     * @throws EngineException.Conflict while a container is of it
     */
    void remove(ImageReference name);
}
