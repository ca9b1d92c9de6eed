/** Long work that people wait for and watch, done once for all of them and begun again after a crash. */
@NullMarked
package dev.slipway.operation;

import org.jspecify.annotations.NullMarked;
