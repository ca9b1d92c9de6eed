package dev.slipway.runtime.docker;

import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.firewall.FirewallException;
import java.util.ArrayList;
import java.util.List;

/** A firewall for engines whose bridges are not this machine's to guard. It may be told to take no rules. */
final class TestFirewall implements Firewall {
    private final List<Long> walled = new ArrayList<>();
    private boolean isInForce;
    private boolean isRefusing;

    /** The processes whose networks it was told to wall from within, in their order. */
    synchronized List<Long> walled() {
        return List.copyOf(walled);
    }

    /** Has it refuse all rules from now on. */
    synchronized void refuse() {
        isRefusing = true;
    }

    @Override
    public synchronized boolean enforce() {
        requireWilling();
        boolean wasInForce = isInForce;
        isInForce = true;
        return !wasInForce;
    }

    @Override
    public synchronized void enforceWithin(long pid) {
        requireWilling();
        walled.add(pid);
    }

    private void requireWilling() {
        if (isRefusing) {
            throw new FirewallException("the test's firewall takes no rules", null);
        }
    }
}
