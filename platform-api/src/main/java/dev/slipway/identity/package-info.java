/** Who calls: subjects, names, roles. */
@NullMarked
package dev.slipway.identity;

import org.jspecify.annotations.NullMarked;
