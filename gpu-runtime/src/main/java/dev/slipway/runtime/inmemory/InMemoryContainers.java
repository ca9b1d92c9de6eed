package dev.slipway.runtime.inmemory;

import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.ExecResult;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.container.LogQuery;
import dev.slipway.runtime.container.ResourceUse;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Containers that run {@link SimulatedProgram}s, each at an address of the loopback's that is its own. */
final class InMemoryContainers implements Containers {
    private final Held held;
    private final Clock clock;
    private final AtomicInteger addresses = new AtomicInteger();

    InMemoryContainers(Held held, Clock clock) {
        this.held = held;
        this.clock = clock;
    }

    @Override
    public List<Container> list() {
        return held.containers().stream().map(SimulatedContainer::seen).toList();
    }

    @Override
    public Optional<Container> find(ResourceId id) {
        return held.container(id).map(SimulatedContainer::seen);
    }

    @Override
    public void ensure(ContainerSpec spec) {
        synchronized (held) {
            held.existingImage(spec.image());
            held.add(spec.id(), new SimulatedContainer(spec, clock, held::tell));
        }
    }

    @Override
    public void start(ResourceId id) {
        SimulatedContainer container = held.existingContainer(id);
        ResourceId network = container.spec().network();
        synchronized (held) {
            if (!held.networks.contains(network)) {
                throw new EngineException.NotFound(Kind.NETWORK, "no network " + network, null);
            }
        }
        container.start(nextAddress());
    }

    /** Of {@code 127.64.0.0/10}: all of {@code 127.0.0.0/8} is this host's own, and other programs listen on lower addresses. */
    private String nextAddress() {
        int number = Math.floorMod(addresses.incrementAndGet(), 1 << 22);
        return "127." + (64 + (number >> 16)) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
    }

    @Override
    public void stop(ResourceId id, Duration grace) {
        held.container(id).ifPresent(container -> container.stop(grace));
    }

    @Override
    public void remove(ResourceId id) {
        held.take(id).ifPresent(container -> {
            container.end(137);
            held.tell(new EngineEvent(id, EngineEvent.Kind.REMOVED));
        });
    }

    @Override
    public Subscription logs(ResourceId id, LogQuery query, StreamListener<LogLine> listener) {
        return held.existingContainer(id).logs(query, listener);
    }

    @Override
    public Optional<ExecResult> exec(ResourceId id, List<String> command, Duration deadline) {
        if (!held.existingContainer(id).runs()) {
            throw new EngineException.Refused("container " + id + " does not run", null);
        }
        StringBuilder output = new StringBuilder();
        return SimulatedProgram.of(command)
                .run((stream, text) -> output.append(text), deadline)
                .map(code -> new ExecResult(code, output.toString()));
    }

    @Override
    public ResourceUse use(ResourceId id) {
        SimulatedContainer container = held.existingContainer(id);
        if (!container.runs()) {
            throw new EngineException.NotFound(Kind.CONTAINER, "container " + id + " does not run", null);
        }
        return new ResourceUse(
                Duration.ZERO, Bytes.ofMebi(1), container.spec().limits().memory(), 1);
    }

    /** A simulated program takes no processor time, so that there is nothing to hold it to. */
    @Override
    public void limitCpus(ResourceId id, Cpus cpus) {
        held.existingContainer(id);
    }

    @Override
    public Subscription watch(StreamListener<EngineEvent> listener) {
        held.watchers.add(listener);
        return () -> held.watchers.remove(listener);
    }
}
