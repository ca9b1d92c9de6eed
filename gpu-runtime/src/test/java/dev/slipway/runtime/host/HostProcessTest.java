package dev.slipway.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostProcessTest {
    @Test
    void saysWhoseAProcessIs() {
        assertThat(new HostProcess(42, Optional.of("python3"), Optional.of("carol"), Optional.empty()).words())
                .isEqualTo("python3 of carol");
        assertThat(new HostProcess(42, Optional.of("vllm"), Optional.empty(), Optional.of("0123456789ab")).words())
                .isEqualTo("vllm in container 0123456789ab");
        assertThat(HostProcess.of(0).words()).isEqualTo("a process that cannot be seen from here");
    }

    @Test
    void readsTheUserFromTheKernelsAndTheHostsFiles() {
        assertThat(HostProcess.uidIn(
                        List.of("Name:\tpython3", "Uid:\t1000\t1000\t1000\t1000", "Gid:\t100\t100\t100\t100")))
                .contains("1000");
        List<String> users = List.of("root:x:0:0:root:/root:/bin/bash", "carol:x:1000:100::/home/carol:/bin/sh");
        assertThat(HostProcess.nameIn(users, "1000")).contains("carol");
        assertThat(HostProcess.nameIn(users, "100")).isEmpty();
    }

    @Test
    void showsNothingOfANameThatIsNoText() {
        assertThat(HostProcess.printable("a\nb\u001b[31m\u00e9")).isEqualTo("a?b?[31m?");
    }
}
