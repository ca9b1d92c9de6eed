/** Secrets, and the hashes by which they are kept. */
@NullMarked
package dev.slipway.secret;

import org.jspecify.annotations.NullMarked;
