package dev.slipway.runtime.firewall;

/** What stands between containers and the rest of the world. */
public interface Firewall {
    /**
     * Sees to it that the rules which are wanted now are in force, for what runs and what comes.
     *
     * @return whether they had to be put in force
     * @throws FirewallException when the host refuses them
     */
    boolean enforce();

    /**
     * Sees to it that a container which runs is walled within its own network.
     *
     * @param pid of a process in the container
     * @throws FirewallException when the host does not take it, the process has ended, or its network is the host's
     */
    void enforceWithin(long pid);
}
