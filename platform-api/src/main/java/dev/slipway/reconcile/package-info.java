/** Makes the engine follow the rows: who drives which workspace, when, and what belongs to none. */
@NullMarked
package dev.slipway.reconcile;

import org.jspecify.annotations.NullMarked;
