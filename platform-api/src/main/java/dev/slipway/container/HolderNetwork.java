package dev.slipway.container;

import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.step.Steps;

/** A holder's network, which is made beside whatever else is done. Closed, it is waited for no longer. */
public final class HolderNetwork implements AutoCloseable {
    private final ResourceId id;
    private final Beside<Boolean> made;

    HolderNetwork(NetworkSpec network, Networks networks) {
        this.id = network.id();
        this.made = Beside.begin("network-" + id, () -> {
            Steps.run(ContainerStep.MAKE_NETWORK, () -> networks.ensure(network));
            return true;
        });
    }

    public ResourceId id() {
        return id;
    }

    /** Waits until it may be used: the engine has it, and it is walled. */
    public void await() throws InterruptedException {
        made.join();
    }

    @Override
    public void close() {
        made.close();
    }
}
