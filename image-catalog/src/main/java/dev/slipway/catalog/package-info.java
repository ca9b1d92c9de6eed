/** What may be launched: images, their exact versions, and what runs inside them. */
@NullMarked
package dev.slipway.catalog;

import org.jspecify.annotations.NullMarked;
