package dev.slipway.container;

import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.step.Steps;

/** A holder's network, which is made and guarded beside whatever else is done. Closed, it is waited for no longer. */
public final class HolderNetwork implements AutoCloseable {
    private final ResourceId id;
    private final Beside<Boolean> made;
    private final Beside<Boolean> guarded;

    HolderNetwork(NetworkSpec network, ContainerEngine engine, Firewall firewall) {
        this.id = network.id();
        this.made = Beside.begin("network-" + id, () -> {
            Steps.run(ContainerStep.MAKE_NETWORK, () -> engine.ensureNetwork(network));
            return true;
        });
        this.guarded = Beside.begin("firewall-" + id, firewall::enforce);
    }

    public ResourceId id() {
        return id;
    }

    /** Waits until the engine has it. */
    void awaitMade() throws InterruptedException {
        made.join();
    }

    /** Waits until it may be used: the engine has it, and the firewall's rules are in force. */
    public void await() throws InterruptedException {
        made.join();
        guarded.join();
    }

    @Override
    public void close() {
        made.close();
        guarded.close();
    }
}
