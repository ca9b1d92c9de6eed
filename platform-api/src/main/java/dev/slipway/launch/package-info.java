/** How one workspace comes up and goes down, step by step; each step can be done again. */
@NullMarked
package dev.slipway.launch;

import org.jspecify.annotations.NullMarked;
