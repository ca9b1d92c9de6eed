/** What is noticed of workspaces that run: limits that they reach, floods in their logs, GPUs that fall ill. */
@NullMarked
package dev.slipway.monitor;

import org.jspecify.annotations.NullMarked;
