package dev.slipway.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What every engine does with networks. */
public interface NetworksContract extends EngineContract {
    @Test
    default void makesANetworkOnceAndRemovesItTwice() {
        networks().ensure(network());
        networks().ensure(network());
        assertThat(networks().list()).containsExactly(id());
        networks().remove(id());
        networks().remove(id());
        assertThat(networks().list()).isEmpty();
    }

    @Test
    default void hasAllNetworksWalledOnceOneIsMade() {
        networks().ensure(network());
        assertThat(networks().wall()).as("something had to be put right").isFalse();
    }

    @Test
    default void keepsANetworkThatIsInUse() {
        create("sleep 60");
        containers().start(id());
        assertThatThrownBy(() -> networks().remove(id())).isInstanceOf(EngineException.Conflict.class);
    }
}
