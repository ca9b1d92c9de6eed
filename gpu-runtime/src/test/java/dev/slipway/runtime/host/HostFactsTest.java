package dev.slipway.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.quantity.Bytes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFactsTest {
    @Test
    void tellsWhatTheMachineHas() {
        assertThat(HostFacts.read().cpus()).isPositive();
        assertThat(HostFacts.read().memory()).isGreaterThan(Bytes.ofMebi(64));
    }

    @Test
    void tellsTheSpaceOfADisk(@TempDir Path disk) {
        assertThat(DiskSpace.of(disk))
                .hasValueSatisfying(space -> assertThat(space.free()).isLessThanOrEqualTo(space.total()));
    }

    @Test
    void doesNotKnowTheSpaceOfADiskThatDoesNotTell(@TempDir Path disk) {
        assertThat(DiskSpace.of(disk.resolve("gone"))).isEmpty();
        assertThat(DiskSpace.of(Path.of("/proc/self/fdinfo/no-such"))).isEmpty();
    }
}
