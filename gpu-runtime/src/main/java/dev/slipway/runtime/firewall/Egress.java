package dev.slipway.runtime.firewall;

/** What a workspace may reach outside its host. */
public enum Egress {
    /** Public addresses; private, link-local and carrier networks not. */
    INTERNET,
    /** Nothing. */
    NONE
}
