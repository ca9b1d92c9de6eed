package dev.slipway.loop;

/** Among how many platform processes one does a loop's rounds, while the others stand by for its end. */
public enum Reach {
    /** Each process does its own: they see to what it has in memory or open, or take turns by locks of their own. */
    PROCESS,

    /** One of those on the same host. */
    HOST,

    /** One of all. */
    CLUSTER
}
