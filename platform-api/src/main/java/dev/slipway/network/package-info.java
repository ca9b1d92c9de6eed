/** Which network a container has to itself. */
@NullMarked
package dev.slipway.network;

import org.jspecify.annotations.NullMarked;
