package dev.slipway.catalogue;

import java.util.Map;
import java.util.Set;

/**
 * What begins containers with images. Whatever room does so has a bean of this type, which is asked, within the asker's transaction,
 * before an image goes.
 */
public interface ImageUser {
    /** What it begins with, as the engine or a registry knows it: images of these ids and names stay. */
    Set<String> begunWith();

    /** Of which versions it has something, and how much. */
    Map<VersionKey, Long> versions();
}
