/** Tells those who watch what changes. */
@NullMarked
package dev.slipway.stream;

import org.jspecify.annotations.NullMarked;
