/** The container engine that speaks the Docker Engine API: Docker, and Podman through its compatible socket. */
@NullMarked
package dev.slipway.runtime.docker;

import org.jspecify.annotations.NullMarked;
