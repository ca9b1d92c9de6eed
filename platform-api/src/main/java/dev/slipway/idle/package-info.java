/** Whether a workspace is used, and the end of those that nobody uses. */
@NullMarked
package dev.slipway.idle;

import org.jspecify.annotations.NullMarked;
