/** Images as callers of an engine name and fetch them, and as it tells of them. */
@NullMarked
package dev.slipway.runtime.image;

import org.jspecify.annotations.NullMarked;
