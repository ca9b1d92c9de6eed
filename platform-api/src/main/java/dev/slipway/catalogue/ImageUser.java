package dev.slipway.catalogue;

import java.util.Map;
import java.util.Set;

/**
 * A part of the platform that begins containers from images. Each such package has a bean of this type, which is asked before
 * an image is removed, within the asker's transaction.
 */
public interface ImageUser {
    /** The ids and names of the images from which it begins containers. None of these images is removed from the engine. */
    Set<String> begunWith();

    /** The versions that it uses, and how many things it has of each. */
    Map<VersionKey, Long> versions();
}
