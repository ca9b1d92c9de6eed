package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.floor.Floor;
import dev.slipway.holder.Holder;
import dev.slipway.holder.Holders;
import dev.slipway.identity.Party;
import dev.slipway.network.Bridges;
import dev.slipway.operation.Operations;
import dev.slipway.queue.Queue;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an engine that fails at one step of a teardown keeps from being done, and what not. */
class TeardownFloorIT {
    private static final String OPERATION = "abcdefghijklmnop";

    private final Holders holders = Floor.bean(Holders.class);
    private final Bridges bridges = Floor.bean(Bridges.class);
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Teardown teardown = new Teardown(
            faulty(),
            Floor.engine().volumes(),
            Floor.bean(Release.class),
            Floor.bean(Queue.class),
            Floor.bean(ContainerConfig.class));

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    /** The floor's containers, but for calls that the engine does not manage. */
    private Containers faulty() {
        return (Containers) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Containers.class}, (proxy, method, arguments) -> {
                    if (failing.contains(method.getName())) {
                        throw new EngineException.Unavailable("not managed in time: " + method.getName(), null);
                    }
                    try {
                        return method.invoke(Floor.engine().containers(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void run(Holder holder) {
        holders.admit(holder, new Party(Optional.of("a"), "alice"), Set.of());
        NetworkSpec network = bridges.of(holder);
        Floor.engine().networks().ensure(network);
        Floor.engine()
                .containers()
                .ensure(new ContainerSpec(
                        holder.container(),
                        new ImageReference("floor/server:1"),
                        List.of("serve", "8000"),
                        Map.of(),
                        "test",
                        "1000:100",
                        new Limits(new Cpus(1000), Bytes.ofMebi(64), Bytes.ofMebi(1), 10),
                        network.id(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        DeviceAccess.NONE));
        Floor.engine().containers().start(holder.container());
    }

    @Test
    void removesAContainerThatIsNotStoppedAndWhoseLogIsNotKept() throws InterruptedException {
        Holder holder = Holder.workspace("waaaaaaaaaa");
        run(holder);
        failing.add("stop");
        teardown.end(holder, () -> {
            throw new IllegalStateException("the database is away");
        });
        assertThat(Floor.engine().containers().list()).isEmpty();
        assertThat(bridges.holders()).containsExactly(holder);
        teardown.release(holder);
        assertThat(bridges.holders()).isEmpty();
    }

    @Test
    void givesNobodyTheNetworkOfAContainerThatIsNotRemovedUntilItIs() {
        Holder holder = Holder.trial(OPERATION);
        run(holder);
        failing.add("remove");
        assertThatThrownBy(() -> teardown.clear(holder)).isInstanceOf(EngineException.Unavailable.class);
        Remains remains = new Remains(holders, Floor.bean(Operations.class), teardown);
        remains.clear();
        assertThat(bridges.holders()).containsExactly(holder);
        failing.clear();
        remains.clear();
        assertThat(Floor.engine().containers().list()).isEmpty();
        assertThat(bridges.holders()).isEmpty();
    }

    @Test
    void clearsAwayForAnInterruptedThreadAndLeavesItInterrupted() {
        Holder holder = Holder.build(OPERATION);
        run(holder);
        Thread.currentThread().interrupt();
        teardown.clear(holder);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Floor.engine().containers().list()).isEmpty();
        assertThat(bridges.holders()).isEmpty();
    }

    @Test
    void leavesAloneWhatWorkspacesHave() {
        Holder holder = Holder.workspace("waaaaaaaaaa");
        run(holder);
        new Remains(holders, Floor.bean(Operations.class), teardown).clear();
        assertThat(Floor.engine().containers().list()).hasSize(1);
        assertThat(bridges.holders()).containsExactly(holder);
    }
}
