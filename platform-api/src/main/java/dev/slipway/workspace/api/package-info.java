/** Workspaces as people and programs ask for them: launch, list, start, stop, change, delete. */
@NullMarked
package dev.slipway.workspace.api;

import org.jspecify.annotations.NullMarked;
