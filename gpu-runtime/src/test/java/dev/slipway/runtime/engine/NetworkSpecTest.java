package dev.slipway.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.label.ResourceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkSpecTest {
    @ParameterizedTest(name = "{0} containers have a network of {1} addresses")
    @CsvSource({"1, 16", "13, 16", "14, 32", "29, 32", "30, 64", "253, 256", "254, 512", "65533, 65536"})
    void hasAsManyAddressesAsItsContainersNeed(int containers, int addresses) {
        assertThat(NetworkSpec.addressesFor(containers)).isEqualTo(addresses);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_534})
    void isForNoOtherNumberOfContainers(int containers) {
        assertThatThrownBy(() -> NetworkSpec.addressesFor(containers)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 24, 17})
    void isOfAPowerOfTwo(int addresses) {
        assertThatThrownBy(() -> new NetworkSpec(new ResourceId("n"), "slw-n", addresses))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesABridge() {
        assertThatThrownBy(() -> new NetworkSpec(new ResourceId("n"), "a name of more than 15", 16))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
