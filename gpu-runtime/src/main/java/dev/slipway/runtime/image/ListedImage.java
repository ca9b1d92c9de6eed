package dev.slipway.runtime.image;

import dev.slipway.runtime.quantity.Bytes;
import java.util.List;

/**
 * An image in the engine's list.
 *
 * @param digest the engine's id of it, {@code sha256:…}
 * @param names what it is called, {@code repository:tag} and {@code repository@digest}, as the engine writes them
 * @param size what it takes on disk, layers shared with others included
 */
public record ListedImage(String digest, List<String> names, Bytes size) {
    public ListedImage {
        names = List.copyOf(names);
    }
}
