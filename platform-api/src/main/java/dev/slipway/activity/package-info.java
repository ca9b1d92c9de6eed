/** Whether a workspace does something: what counts, and the one judgement of it. */
@NullMarked
package dev.slipway.activity;

import org.jspecify.annotations.NullMarked;
