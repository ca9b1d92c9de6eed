package dev.slipway.runtime.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.host.Program;
import dev.slipway.runtime.label.InstallationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables as this machine's kernel takes and tells them. */
class WorkspaceFirewallIT {
    private static final BridgeNames ONE = new BridgeNames(new InstallationId("firewallit1"));
    private static final BridgeNames OTHER = new BridgeNames(new InstallationId("firewallit2"));

    @TempDir
    private Path folder;

    private Path resolvConf;

    @BeforeEach
    void nameServer() throws IOException {
        resolvConf = Files.writeString(folder.resolve("resolv.conf"), "nameserver 10.1.2.3\n");
    }

    @AfterEach
    void removeTables() throws Exception {
        for (String table : List.of("slipway-firewallit1", "slipway-firewallit2")) {
            nft("delete", "table", "inet", table);
        }
        run("ip", "link", "delete", "slw-foreign");
    }

    @Test
    void putsItsRulesInForceOnceAndThenOnlyLooks() throws Exception {
        WorkspaceFirewall firewall = firewall(ONE, Egress.INTERNET);
        assertThat(firewall.enforce()).isTrue();
        assertThat(table("slipway-firewallit1")).contains(ONE.prefix() + "*", "10.1.2.3", "hook forward", "hook input");
        assertThat(firewall.enforce()).isFalse();
    }

    @Test
    void replacesAtItsFirstLookWhatAnotherSettingLeft() throws Exception {
        firewall(ONE, Egress.INTERNET).enforce();
        String open = table("slipway-firewallit1");
        assertThat(firewall(ONE, Egress.NONE).enforce()).isTrue();
        assertThat(table("slipway-firewallit1")).isNotEqualTo(open).doesNotContain("10.1.2.3");
    }

    @Test
    void putsBackWhatSomeoneAddedRemovedOrFlushed() throws Exception {
        WorkspaceFirewall firewall = firewall(ONE, Egress.INTERNET);
        firewall.enforce();
        String right = table("slipway-firewallit1");
        for (List<String> tampering : List.of(
                List.of("insert", "rule", "inet", "slipway-firewallit1", "workspaces", "accept"),
                List.of("add", "chain", "inet", "slipway-firewallit1", "more"),
                List.of("flush", "chain", "inet", "slipway-firewallit1", "input"),
                List.of("delete", "table", "inet", "slipway-firewallit1"))) {
            nft(tampering.toArray(String[]::new));
            assertThat(firewall.enforce()).as("%s", tampering).isTrue();
            assertThat(table("slipway-firewallit1")).isEqualTo(right);
        }
    }

    @Test
    void followsTheHostsNameServers() throws Exception {
        WorkspaceFirewall firewall = firewall(ONE, Egress.INTERNET);
        firewall.enforce();
        Files.writeString(resolvConf, "nameserver 10.9.9.9\n");
        assertThat(firewall.enforce()).isTrue();
        assertThat(table("slipway-firewallit1")).contains("10.9.9.9").doesNotContain("10.1.2.3");
    }

    @Test
    void leavesAnotherInstallationsRulesAlone() throws Exception {
        firewall(ONE, Egress.INTERNET).enforce();
        String ones = table("slipway-firewallit1");
        firewall(OTHER, Egress.NONE).enforce();
        assertThat(table("slipway-firewallit1")).isEqualTo(ones);
        assertThat(table("slipway-firewallit2")).doesNotContain(ONE.prefix());
        nft("delete", "table", "inet", "slipway-firewallit2");
        assertThat(table("slipway-firewallit1")).isEqualTo(ones);
    }

    @Test
    void keepsTheSharedTableOfEarlierTimesForAsLongAsItGuardsAnothersBridge() throws Exception {
        Set<String> own = Set.of("slw-nabcdefghij");
        Program.run(
                Duration.ofSeconds(10),
                "table inet slipway { chain input { type filter hook input priority -10; }; }",
                List.of("nft", "-f", "-"));
        run("ip", "link", "add", "slw-foreign", "type", "bridge");
        WorkspaceFirewall firewall = new WorkspaceFirewall(
                ONE, () -> own, policy(Egress.INTERNET), resolvConf, "nft", Duration.ofSeconds(10));
        firewall.enforce();
        assertThat(table("slipway")).isNotEmpty();
        assertThat(table("slipway-firewallit1")).contains("slw-nabcdefghij").doesNotContain("slw-foreign");
        run("ip", "link", "delete", "slw-foreign");
        firewall.enforce();
        assertThat(table("slipway")).isEmpty();
    }

    @Test
    void endsAnNftThatHangs() throws Exception {
        Path hangs = Files.writeString(folder.resolve("nft"), "#!/bin/sh\nsleep 60\n");
        assertThat(hangs.toFile().setExecutable(true)).isTrue();
        WorkspaceFirewall firewall = new WorkspaceFirewall(
                ONE, Set::of, policy(Egress.INTERNET), resolvConf, hangs.toString(), Duration.ofSeconds(1));
        long began = System.nanoTime();
        assertThatThrownBy(firewall::enforce)
                .isInstanceOf(FirewallException.class)
                .hasMessageContaining("did not end within 1 second");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    private static Policy policy(Egress egress) {
        return new Policy(egress, List.of(), new ConnectionBounds(1000, 50), Optional.empty());
    }

    private WorkspaceFirewall firewall(BridgeNames names, Egress egress) {
        return new WorkspaceFirewall(names, Set::of, policy(egress), resolvConf, "nft", Duration.ofSeconds(10));
    }

    /** Empty: there is none. */
    private static String table(String name) throws Exception {
        Program.Ended list = nft("list", "table", "inet", name);
        return list.exitCode() == 0 ? list.output() : "";
    }

    private static Program.Ended nft(String... arguments) throws Exception {
        return run(Stream.concat(Stream.of("nft"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static Program.Ended run(String... command) throws Exception {
        return Program.run(Duration.ofSeconds(10), "", List.of(command));
    }
}
