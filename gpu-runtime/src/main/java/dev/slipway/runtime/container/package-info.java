/** Containers as callers of an engine describe them, and as it tells of them. */
@NullMarked
package dev.slipway.runtime.container;

import org.jspecify.annotations.NullMarked;
