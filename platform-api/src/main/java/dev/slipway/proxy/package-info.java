/** The way of a browser into a workspace, on the workspace's own origin. */
@NullMarked
package dev.slipway.proxy;

import org.jspecify.annotations.NullMarked;
