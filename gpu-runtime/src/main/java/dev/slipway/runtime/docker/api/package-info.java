/** Calls of the Docker Engine API, its streams, its faults, and how our objects are named there. */
@NullMarked
package dev.slipway.runtime.docker.api;

import org.jspecify.annotations.NullMarked;
