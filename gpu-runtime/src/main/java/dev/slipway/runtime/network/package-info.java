/** Addresses of workspaces' networks. */
@NullMarked
package dev.slipway.runtime.network;

import org.jspecify.annotations.NullMarked;
