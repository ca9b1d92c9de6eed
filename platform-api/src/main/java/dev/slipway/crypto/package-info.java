/** Secrets, and the hashes by which they are kept. */
@NullMarked
package dev.slipway.crypto;

import org.jspecify.annotations.NullMarked;
