/** Connections to the platform, before it is known who holds them. */
@NullMarked
package dev.slipway.connection;

import org.jspecify.annotations.NullMarked;
