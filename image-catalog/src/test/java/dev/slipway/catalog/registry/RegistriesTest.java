package dev.slipway.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.catalog.CatalogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistriesTest {
    @TempDir
    private Path folder;

    @Test
    void readsAnAdministratorsList() throws IOException {
        Files.writeString(folder.resolve("password"), "s3cret\n");
        Registries registries = read("""
                registries:
                  - host: registry.example.org:5000
                    ca: ca.pem
                    username: slipway
                    passwordFile: password
                    privateAddresses: true
                    mirrors: [mirror.example.org]
                  - host: mirror.example.org
                    plainHttp: true
                """);
        Registry own = registries.registry("registry.example.org:5000");
        assertThat(own.api()).hasToString("https://registry.example.org:5000/v2/");
        assertThat(own.ca()).hasValue(folder.resolve("ca.pem"));
        assertThat(own.credentials()).hasValue(new Registry.Credentials("slipway", "s3cret"));
        assertThat(own.toString()).doesNotContain("s3cret");
        assertThat(own.privateAddresses()).isTrue();
        assertThat(registries.inTurn("registry.example.org:5000"))
                .extracting(Registry::host)
                .containsExactly("mirror.example.org", "registry.example.org:5000");
        assertThatThrownBy(() -> registries.registry("docker.io"))
                .isInstanceOf(RegistryException.Refused.class)
                .hasMessageContaining("mirror.example.org");
    }

    @Test
    void asksDockerHubWhereItsApiIs() {
        assertThat(Registries.curated().registry("docker.io").api()).hasToString("https://registry-1.docker.io/v2/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{hosts: []} | Unrecognized field",
                "[ | ",
                "{registries: [{}]} | host is missing",
                "{registries: [{host: plain}]} | has a dot or a port",
                "{registries: [{host: 'http://a.b'}]} | ",
                "{registries: [{host: a.b}, {host: a.b}]} | stands twice",
                "{registries: [{host: a.b, mirrors: [c.d]}]} | mirror c.d",
                "{registries: [{host: a.b, username: x}]} | needs both",
                "{registries: [{host: a.b, username: x, passwordFile: nowhere}]} | nowhere",
            })
    void refusesAListWithAnErrorAndSaysWhere(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(message == null ? "registries.yaml" : message);
    }

    private Registries read(String yaml) throws IOException {
        return Registries.read(Files.writeString(folder.resolve("registries.yaml"), yaml));
    }
}
