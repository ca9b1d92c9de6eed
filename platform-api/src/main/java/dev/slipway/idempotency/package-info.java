/** Answers that are given again to who asks again. */
@NullMarked
package dev.slipway.idempotency;

import org.jspecify.annotations.NullMarked;
