/** Who calls, and with what right. */
@NullMarked
package dev.slipway.identity;

import org.jspecify.annotations.NullMarked;
