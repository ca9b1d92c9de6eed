/** Whose files are whose: the uid that each owner's programs run as, and the home that belongs to it. */
@NullMarked
package dev.slipway.home;

import org.jspecify.annotations.NullMarked;
