/** Lines that long work says, those that were kept and those that are still to be. */
@NullMarked
package dev.slipway.operationlog;

import org.jspecify.annotations.NullMarked;
