/** The bounds of what an operator sets; each setting stands beside what it is about, and all of them in {@code cli/settings}. */
@NullMarked
package dev.slipway.settings;

import org.jspecify.annotations.NullMarked;
