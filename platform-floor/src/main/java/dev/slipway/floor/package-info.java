/** What stands in the place of the machine and of time where the platform is tested on its floor: see {@code README.md}. */
@NullMarked
package dev.slipway.floor;

import org.jspecify.annotations.NullMarked;
