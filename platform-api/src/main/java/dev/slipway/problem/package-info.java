/** What the API answers when something is wrong (RFC 9457). */
@NullMarked
package dev.slipway.problem;

import org.jspecify.annotations.NullMarked;
