package dev.slipway.runtime.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.runtime.host.Program;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerWallIT {
    @Test
    void standsInTheNetworkOfTheProcess() throws Exception {
        Process other = new ProcessBuilder("unshare", "--net", "sleep", "60").start();
        try {
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
                ContainerWall.build(other.pid());
                ContainerWall.build(other.pid()); // again, as after a restart of the platform
            });
            assertThat(rulesSeenBy(other.pid())).contains("ip daddr 127.0.0.11 drop", "notrack");
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void isNeverBuiltInTheHostsNetworkNorForAProcessThatHasEnded() {
        for (long pid : new long[] {1, ProcessHandle.current().pid(), 0}) {
            assertThatThrownBy(() -> ContainerWall.build(pid)).isInstanceOf(FirewallException.class);
        }
    }

    private static String rulesSeenBy(long pid) throws Exception {
        return Program.run(
                        Duration.ofSeconds(10),
                        "",
                        List.of("nsenter", "-t", Long.toString(pid), "-n", "nft", "list", "table", "inet", "slipway"))
                .output();
    }
}
