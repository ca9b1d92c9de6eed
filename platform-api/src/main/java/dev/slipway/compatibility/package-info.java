/** Whether an image runs on the GPUs of this host, and why not. */
@NullMarked
package dev.slipway.compatibility;

import org.jspecify.annotations.NullMarked;
