/** Answers that are given again to who asks again. */
@NullMarked
package dev.slipway.answer;

import org.jspecify.annotations.NullMarked;
