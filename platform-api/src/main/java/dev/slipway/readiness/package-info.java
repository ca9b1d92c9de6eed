/** Whether a server in a container serves. */
@NullMarked
package dev.slipway.readiness;

import org.jspecify.annotations.NullMarked;
