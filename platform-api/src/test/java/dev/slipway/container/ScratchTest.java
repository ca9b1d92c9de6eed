package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScratchTest {
    private static Limits limits(Optional<Bytes> tmp) {
        return new Limits(new Cpus(1000), Bytes.ofGibi(4), Bytes.ofGibi(2), 512, tmp);
    }

    @Test
    void givesHalfOfTheMemoryToTmp() {
        assertThat(Scratch.beside(List.of(), limits(Optional.empty()))).containsEntry("/tmp", Bytes.ofGibi(2));
    }

    @Test
    void givesNoMemoryToATmpOnTheDisk() {
        HostFile disk = new HostFile("/somewhere", "/tmp", true);
        assertThat(Scratch.beside(List.of(disk), limits(Optional.of(Bytes.ofGibi(20)))))
                .doesNotContainKey("/tmp")
                .containsKey("/var/tmp");
    }

    @Test
    void staysWithinTheMemoryWhereThereIsNoDisk() {
        assertThat(Scratch.beside(List.of(), limits(Optional.of(Bytes.ofGibi(20)))))
                .containsEntry("/tmp", Bytes.ofGibi(4));
        assertThat(Scratch.beside(List.of(), limits(Optional.of(Bytes.ofGibi(1)))))
                .containsEntry("/tmp", Bytes.ofGibi(1));
    }
}
