package dev.slipway.runtime.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceFirewallTest {
    @TempDir
    private Path folder;

    @Test
    void letsWorkspacesAskTheHostsNameServersAndNothingElseOfThem() throws IOException {
        String rules =
                rules(Egress.INTERNET, "# a comment\nnameserver 10.1.2.3\nnameserver ::1\nnameserver 127.0.0.53\n");
        assertThat(rules)
                .contains("ip daddr 10.1.2.3 udp dport 53 accept")
                .contains("ip daddr 10.1.2.3 tcp dport 53 accept")
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
        assertThat(rules(Egress.NONE, "nameserver 10.1.2.3\n"))
                .doesNotContain("10.1.2.3")
                .doesNotContain("    accept");
    }

    private String rules(Egress egress, String resolvConf) throws IOException {
        Path file = Files.writeString(folder.resolve("resolv.conf"), resolvConf);
        return new WorkspaceFirewall(egress, file).rules();
    }
}
