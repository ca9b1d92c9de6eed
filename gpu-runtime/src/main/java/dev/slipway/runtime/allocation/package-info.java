/** Which GPUs a request gets: a pure function of what there is and who has what. */
@NullMarked
package dev.slipway.runtime.allocation;

import org.jspecify.annotations.NullMarked;
