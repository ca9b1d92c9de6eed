/** Workspaces: their admission, their states, and the reconciler that makes the engine follow. */
@NullMarked
package dev.slipway.workspace;

import org.jspecify.annotations.NullMarked;
