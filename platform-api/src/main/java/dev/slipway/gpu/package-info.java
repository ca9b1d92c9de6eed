/** GPUs on this host: who leases which, whom they are held back from, and on which an image runs. */
@NullMarked
package dev.slipway.gpu;

import org.jspecify.annotations.NullMarked;
