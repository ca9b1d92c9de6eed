/** What a request says, read and held to its bounds: fields, parameters, pages, conditions; and what an answer's tag is. */
@NullMarked
package dev.slipway.request;

import org.jspecify.annotations.NullMarked;
