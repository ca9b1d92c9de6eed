/** Who is let into a workspace at its own origin, where the login of Slipway is not known. */
@NullMarked
package dev.slipway.proxy.session;

import org.jspecify.annotations.NullMarked;
