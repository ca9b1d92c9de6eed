package dev.slipway.runtime.firewall;

import org.jspecify.annotations.Nullable;

/** The host's packet filter does not take the rules; no workspace may start without them. */
public final class FirewallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FirewallException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
