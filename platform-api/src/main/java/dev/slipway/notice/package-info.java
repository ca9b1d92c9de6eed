/** What people are told about a workspace: stable codes, their parameters, and sentences. */
@NullMarked
package dev.slipway.notice;

import org.jspecify.annotations.NullMarked;
