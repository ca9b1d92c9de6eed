/** Whether a request for a workspace is admitted, and with what; a pure function. */
@NullMarked
package dev.slipway.admission;

import org.jspecify.annotations.NullMarked;
