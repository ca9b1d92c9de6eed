package dev.slipway.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.host.HostFacts;
import dev.slipway.runtime.quantity.Bytes;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HostCapacityTest {
    private record Config(OptionalInt memoryReserve, int cpuFactor) implements CapacityConfig {}

    private static Capacity given(long hostMebi, OptionalInt reserve) {
        return HostCapacity.given(new HostFacts(4, Bytes.ofMebi(hostMebi)), new Config(reserve, 16));
    }

    @Test
    void keepsATenthOfTheMemoryAndAtLeastTwoGibibytes() {
        assertThat(given(100 << 10, OptionalInt.empty()).memory()).isEqualTo(Bytes.ofGibi(90));
        assertThat(given(8 << 10, OptionalInt.empty()).memory()).isEqualTo(Bytes.ofGibi(6));
    }

    /** Whatever is set, what Slipway itself needs is kept; a host that has no more gives nothing. */
    @Test
    void keepsWhatIsSetAndNeverLessThanSlipwayUses() {
        assertThat(given(100 << 10, OptionalInt.of(40 << 10)).memory()).isEqualTo(Bytes.ofGibi(60));
        assertThat(given(8 << 10, OptionalInt.of(0)).memory())
                .isEqualTo(new Bytes(Bytes.ofGibi(8).value() - HostCapacity.LEAST_RESERVE.value()));
        assertThat(given(1 << 10, OptionalInt.empty()).memory()).isEqualTo(new Bytes(0));
    }

    @Test
    void givesEachProcessorSeveralTimes() {
        assertThat(given(1 << 10, OptionalInt.empty()).cpuMillis()).isEqualTo(64_000);
    }
}
