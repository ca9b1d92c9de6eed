/** What every container of an image's server is told: its search path, where packages go, what it may write in memory. */
@NullMarked
package dev.slipway.container;

import org.jspecify.annotations.NullMarked;
