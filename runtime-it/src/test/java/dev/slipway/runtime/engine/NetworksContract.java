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

    /** What is there already stays so: a look costs nothing and changes nothing. */
    @Test
    default void wallsWhatIsWalledOnlyOnce() {
        networks().ensure(network());
        assertThat(networks().wall()).isFalse();
        create("sleep 60");
        networks().wallWithin(containers().find(id()).orElseThrow()); // it does not run: nothing to wall
        containers().start(id());
        networks().wallWithin(containers().find(id()).orElseThrow());
        networks().wallWithin(containers().find(id()).orElseThrow());
    }

    @Test
    default void keepsANetworkThatIsInUse() {
        create("sleep 60");
        containers().start(id());
        assertThatThrownBy(() -> networks().remove(id())).isInstanceOf(EngineException.Conflict.class);
    }
}
