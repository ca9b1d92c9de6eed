/** What work leaves for good, step by step: where a process may die, and whoever comes next goes on. */
@NullMarked
package dev.slipway.step;

import org.jspecify.annotations.NullMarked;
