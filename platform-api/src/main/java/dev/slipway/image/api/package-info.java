/** Images as people see them: the catalogue with what is here, what it runs on, and what is being done for it. */
@NullMarked
package dev.slipway.image.api;

import org.jspecify.annotations.NullMarked;
