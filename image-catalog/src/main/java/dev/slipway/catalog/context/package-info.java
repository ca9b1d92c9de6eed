/** What an image is built out of besides its Dockerfile: an archive of strangers', read with care. */
@NullMarked
package dev.slipway.catalog.context;

import org.jspecify.annotations.NullMarked;
