/** What operators read: the platform's own log. */
@NullMarked
package dev.slipway.log;

import org.jspecify.annotations.NullMarked;
