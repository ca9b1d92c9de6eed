package dev.slipway.runtime.inmemory;

import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.label.ResourceId;
import java.util.List;

/** Networks that consist of their names only. Nothing is sent over them, so that they need no walls. */
final class InMemoryNetworks implements Networks {
    private final Held held;

    InMemoryNetworks(Held held) {
        this.held = held;
    }

    @Override
    public List<ResourceId> list() {
        synchronized (held) {
            return List.copyOf(held.networks);
        }
    }

    @Override
    public void ensure(NetworkSpec spec) {
        synchronized (held) {
            held.networks.add(spec.id());
        }
    }

    @Override
    public void remove(ResourceId id) {
        synchronized (held) {
            if (held.hasContainer(
                    container -> container.runs() && container.spec().network().equals(id))) {
                throw new EngineException.Conflict("network " + id + " has active endpoints", null);
            }
            held.networks.remove(id);
        }
    }

    @Override
    public boolean wall() {
        return false;
    }

    @Override
    public void wallWithin(Container container) {}
}
