/** For whom containers run. */
@NullMarked
package dev.slipway.holder;

import org.jspecify.annotations.NullMarked;
