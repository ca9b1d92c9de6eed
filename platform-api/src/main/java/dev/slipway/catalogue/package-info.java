/** What may be launched: images and their versions, and the exact content to which each is pinned. */
@NullMarked
package dev.slipway.catalogue;

import org.jspecify.annotations.NullMarked;
