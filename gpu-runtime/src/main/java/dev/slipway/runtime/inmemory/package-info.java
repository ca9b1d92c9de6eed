/** A container engine that lives in this JVM, for simulation and for tests of what drives an engine. */
@NullMarked
package dev.slipway.runtime.inmemory;

import org.jspecify.annotations.NullMarked;
