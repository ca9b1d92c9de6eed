package dev.slipway.runtime.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.label.ResourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceFirewallTest {
    private static final ConnectionBounds BOUNDS = new ConnectionBounds(1000, 50);
    private static final BridgeNames NAMES = new BridgeNames(new InstallationId("local"));

    @TempDir
    private Path folder;

    @Test
    void letsWorkspacesAskTheHostsNameServersAndNothingElseOfThem() throws IOException {
        String rules =
                rules(Egress.INTERNET, "# a comment\nnameserver 10.1.2.3\nnameserver ::1\nnameserver 127.0.0.53\n");
        assertThat(rules)
                .contains("ip daddr 10.1.2.3 udp dport 53 goto opened")
                .contains("ip daddr 10.1.2.3 tcp dport 53 goto opened")
                .doesNotContain("127.0.0.53")
                .doesNotContain("::1");
        assertThat(rules.indexOf("10.1.2.3")).isLessThan(rules.indexOf("10.0.0.0/8"));
    }

    @Test
    void closesPrivateNetworksAndTheMetadataAddress() throws IOException {
        assertThat(rules(Egress.INTERNET, ""))
                .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10");
    }

    @Test
    void opensNothingAtAllWhenTheAdministratorSaysSo() throws IOException {
        String rules = rules(Egress.NONE, "nameserver 10.1.2.3\n");
        assertThat(rules.substring(rules.indexOf("chain workspaces")))
                .doesNotContain("10.1.2.3")
                .doesNotContain("goto opened");
    }

    @Test
    void judgesEachPacketOfAnOpenConnectionByTheRulesOfTheMoment() throws IOException {
        assertThat(rules(Egress.NONE, "").lines().filter(line -> line.contains("established")))
                .isNotEmpty()
                .allMatch(line -> line.contains("ct direction reply"));
    }

    @Test
    void namesTheBridgesOfEachInstallationByAPrefixOfItsOwnWithinTheKernelsFifteenCharacters() {
        Set<String> prefixes = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            BridgeNames names = new BridgeNames(new InstallationId("installation" + i));
            assertThat(names.of(new ResourceId("n234567"))).hasSize(15).matches("slw[0-9a-z]{5}n234567");
            assertThat(names.of(new ResourceId("n234567"))).startsWith(names.prefix());
            prefixes.add(names.prefix());
        }
        assertThat(prefixes).hasSize(500);
    }

    @Test
    void guardsTheBridgesThatAnEarlierSlipwayNamedOneByOne() throws IOException {
        String former = NAMES.of(new ResourceId("nabcdefghij"));
        assertThat(former).isEqualTo("slw-nabcdefghij");
        String rules = rules(Egress.INTERNET, "", Set.of(former));
        for (String bridge : Set.of(former, NAMES.prefix() + "*")) {
            assertThat(rules)
                    .contains("iifname \"%s\" goto workspaces".formatted(bridge))
                    .contains("oifname \"%s\" goto workspaces".formatted(bridge))
                    .contains("oifname \"%s\" drop".formatted(bridge))
                    .contains("iifname \"%s\" goto host".formatted(bridge));
        }
        assertThat(rules).doesNotContain("slw-*");
    }

    private String rules(Egress egress, String resolvConf) throws IOException {
        return rules(egress, resolvConf, Set.of());
    }

    @Test
    void letsWorkspacesReachWhatTheAdministratorAllowedEvenOnTheHost() throws IOException {
        List<Service> allowed = List.of(Service.parse("10.1.2.3:3128"));
        String rules = rules(new Policy(Egress.NONE, allowed, BOUNDS, Optional.empty()), "", Set.of());
        assertThat(rules).containsOnlyOnce("10.0.0.0/8");
        assertThat(rules.split("ip daddr 10.1.2.3 tcp dport 3128 goto opened\n", -1))
                .hasSize(3);
        assertThat(rules.indexOf("10.1.2.3")).isLessThan(rules.indexOf("10.0.0.0/8"));
        assertThat(rules.indexOf("oifname")).isLessThan(rules.indexOf("10.1.2.3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.1.2.3", "10.1.2.3:0", "10.1.2.3:65536", "10.1.2.300:80", "::1:80", "a:80", "10.0.0.0/8:80"})
    void takesNoServiceThatIsNoAddressAndPort(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Service.parse(text));
    }

    @Test
    void boundsEveryConnectionThatItOpensForABridge() throws IOException {
        List<Service> allowed = List.of(Service.parse("10.1.2.3:3128"));
        String rules = rules(
                new Policy(Egress.INTERNET, allowed, BOUNDS, Optional.empty()), "nameserver 10.1.2.3\n", Set.of());
        assertThat(rules)
                .contains("limit rate over 50/second burst 200 packets } drop")
                .contains("ct count over 1000 } drop");
        assertThat(rules.lines().map(String::strip).filter(line -> line.endsWith(" accept")))
                .allMatch(line -> line.startsWith("ct "));
    }

    @Test
    void letsBridgesAskItsOwnNameServerAloneWhereThereIsOne() throws IOException {
        for (Egress egress : Egress.values()) {
            Policy policy = new Policy(egress, List.of(), BOUNDS, Optional.of("169.254.7.53"));
            String rules = rules(policy, "nameserver 10.1.2.3\n", Set.of("slw-nabcdefghij"));
            assertThat(rules)
                    .doesNotContain("10.1.2.3")
                    .contains("ip daddr 169.254.7.53 meta l4proto { tcp, udp } th dport 53 "
                            + (egress == Egress.NONE ? "reject" : "goto questions"))
                    .contains("ip daddr 169.254.7.53 iifname != \"lo\" iifname != \"" + NAMES.prefix()
                            + "*\" iifname != \"slw-nabcdefghij\" drop");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "1000001, 1", "1, 100001"})
    void takesNoBoundsThatBoundNothing(int open, int perSecond) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionBounds(open, perSecond));
    }

    private String rules(Egress egress, String resolvConf, Set<String> former) throws IOException {
        return rules(new Policy(egress, List.of(), BOUNDS, Optional.empty()), resolvConf, former);
    }

    private String rules(Policy policy, String resolvConf, Set<String> former) throws IOException {
        Path file = Files.writeString(folder.resolve("resolv.conf"), resolvConf);
        return new WorkspaceFirewall(NAMES, Set::of, policy, file, "nft", Duration.ofSeconds(1)).rules(former);
    }
}
