/** What a workspace's packets may reach, held in the host's packet filter. */
@NullMarked
package dev.slipway.runtime.firewall;

import org.jspecify.annotations.NullMarked;
