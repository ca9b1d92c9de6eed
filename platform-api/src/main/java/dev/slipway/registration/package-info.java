/** What administrators add to the catalogue, change in it, and take from it. */
@NullMarked
package dev.slipway.registration;

import org.jspecify.annotations.NullMarked;
