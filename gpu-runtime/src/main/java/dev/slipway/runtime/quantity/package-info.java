/** How much: bytes and processors. */
@NullMarked
package dev.slipway.runtime.quantity;

import org.jspecify.annotations.NullMarked;
