/**
 * Runs a container for a holder, in one way: from an image's contract to what it is told, its network, its start, its last words
 * and its end. {@link dev.slipway.container.ContainerStarts} brings it up, {@link dev.slipway.container.Teardown} takes it down.
 */
@NullMarked
package dev.slipway.container;

import org.jspecify.annotations.NullMarked;
