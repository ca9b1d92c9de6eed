package dev.slipway.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.container.HostFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void namesTheCertificatesToEveryProgramThatAsksForThem() throws IOException {
        Files.writeString(folder.resolve("ca.pem"), "certificates");
        HostSettings settings = HostSettings.read(folder);
        assertThat(settings.files())
                .containsExactly(new HostFile(folder.resolve("ca.pem").toString(), "/dev/slipway/ca.pem"));
        assertThat(settings.variables())
                .containsOnlyKeys(
                        "SSL_CERT_FILE",
                        "REQUESTS_CA_BUNDLE",
                        "PIP_CERT",
                        "NODE_EXTRA_CA_CERTS",
                        "CURL_CA_BUNDLE",
                        "GIT_SSL_CAINFO")
                .allSatisfy((name, value) -> assertThat(value).isEqualTo("/dev/slipway/ca.pem"));
    }

    @Test
    void takesVariablesAsTheyStandAndShowsNoValue() throws IOException {
        Files.writeString(
                folder.resolve("variables"), "HTTPS_PROXY=http://a:se'cr=et@proxy:3128\n\nnot a variable\n=none\n");
        HostSettings settings = HostSettings.read(folder);
        assertThat(settings.variables()).hasSize(1).containsEntry("HTTPS_PROXY", "http://a:se'cr=et@proxy:3128");
        assertThat(settings.toString()).contains("HTTPS_PROXY").doesNotContain("et@proxy");
    }

    @Test
    void isNothingWhereNothingIsSaid() {
        assertThat(HostSettings.read(folder.resolve("none"))).isEqualTo(HostSettings.NONE);
    }
}
