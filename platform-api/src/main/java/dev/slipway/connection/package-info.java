/** Connections to the platform, and what one client may take of it: bodies, requests at once, turns. */
@NullMarked
package dev.slipway.connection;

import org.jspecify.annotations.NullMarked;
