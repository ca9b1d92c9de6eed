/** The API's document: what is true of many operations is written into it here, and the words of Javadoc are its descriptions. */
@NullMarked
package dev.slipway.openapi;

import org.jspecify.annotations.NullMarked;
