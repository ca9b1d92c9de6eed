/** Processors and memory: what the host has of them to give, and who has what. */
@NullMarked
package dev.slipway.capacity;

import org.jspecify.annotations.NullMarked;
