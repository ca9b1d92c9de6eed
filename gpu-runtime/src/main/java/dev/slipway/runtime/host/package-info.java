/** Facts of the machine that no engine tells. */
@NullMarked
package dev.slipway.runtime.host;

import org.jspecify.annotations.NullMarked;
