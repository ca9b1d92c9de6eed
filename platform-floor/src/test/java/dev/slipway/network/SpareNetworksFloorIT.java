package dev.slipway.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.floor.Floor;
import dev.slipway.floor.World;
import dev.slipway.holder.Holder;
import dev.slipway.holder.Holders;
import dev.slipway.identity.Party;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.label.ResourceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept ready for the next launches. */
class SpareNetworksFloorIT {
    private static final Duration A_REST = Duration.ofSeconds(11);

    private final Bridges bridges = Floor.bean(Bridges.class);
    private final SpareNetworks spares =
            new SpareNetworks(bridges, Floor.engine().networks(), Floor.clock());

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    private static List<ResourceId> inEngine() {
        return Floor.engine().networks().list();
    }

    private NetworkSpec givenTo(String workspace) {
        Holder holder = Holder.workspace(workspace);
        Floor.bean(Holders.class).admit(holder, new Party(Optional.of("a"), "alice"), Set.of());
        return bridges.of(holder);
    }

    @Test
    void aLaunchIsGivenOneThatIsThere() {
        spares.keep();
        List<ResourceId> ready = inEngine();
        assertThat(ready).hasSize(2);
        Floor.clock().pass(A_REST);
        assertThat(ready).contains(givenTo("waaaaaaaaaa").id());
        spares.keep();
        assertThat(inEngine()).hasSize(3).containsAll(ready);
        World.hasNoNetworkOfNobody();
    }

    @Test
    void oneThatTheEngineHasLostIsGivenToNobody() {
        spares.keep();
        List<ResourceId> lost = inEngine();
        lost.forEach(Floor.engine().networks()::remove);
        Floor.clock().pass(A_REST);
        spares.keep();
        assertThat(bridges.known()).doesNotContainAnyElementsOf(lost).containsExactlyInAnyOrderElementsOf(inEngine());
    }

    @Test
    void theOneThatWasLeftLastIsGivenFirstAfterItsRest() {
        NetworkSpec first = givenTo("waaaaaaaaaa");
        NetworkSpec second = givenTo("wbbbbbbbbbb");
        bridges.leave(Holder.workspace("waaaaaaaaaa"));
        Floor.clock().pass(Duration.ofSeconds(1));
        bridges.leave(Holder.workspace("wbbbbbbbbbb"));
        assertThat(givenTo("wcccccccccc").id()).isNotIn(first.id(), second.id());
        Floor.clock().pass(A_REST);
        assertThat(givenTo("wdddddddddd")).isEqualTo(second);
        assertThat(givenTo("weeeeeeeeee")).isEqualTo(first);
    }

    @Test
    void whatAHolderHasIsNotForgottenWhereTheEngineLacksIt() {
        NetworkSpec held = givenTo("waaaaaaaaaa");
        Floor.clock().pass(A_REST);
        spares.keep();
        assertThat(givenTo("waaaaaaaaaa")).isEqualTo(held);
    }
}
