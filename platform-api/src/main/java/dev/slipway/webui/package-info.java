/** How the page is served. */
@NullMarked
package dev.slipway.webui;

import org.jspecify.annotations.NullMarked;
