/** What a workspace is: its row, its states and the transitions between them, its events. */
@NullMarked
package dev.slipway.workspace;

import org.jspecify.annotations.NullMarked;
