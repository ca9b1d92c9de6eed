/** Who did what to what, and when. */
@NullMarked
package dev.slipway.audit;

import org.jspecify.annotations.NullMarked;
