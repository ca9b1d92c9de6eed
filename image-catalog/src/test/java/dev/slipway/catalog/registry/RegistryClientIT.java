package dev.slipway.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.catalog.registry.DockerRegistry.Guard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against Debian's registry, open and guarded in each way; Debian's skopeo says whether it read right. */
class RegistryClientIT {
    private static final Platform AMD64 = new Platform("linux", "amd64");
    private static final Registry.Credentials CREDENTIALS = new Registry.Credentials("slipway", "secret");

    /** {@code secret}, by bcrypt. */
    private static final String HTPASSWD = "slipway:$2b$04$P9dn9Lbx2hUqOe69UEoKP.ZPq7Q6WUAXJZG7ca9wM9HgpWjX5X06i\n";

    private static final String SETTINGS = """
            {"Env":["PATH=/usr/bin","CUDA_VERSION=12.4.1","NVIDIA_REQUIRE_CUDA=cuda>=12.4 brand=tesla,driver>=470"],
             "Entrypoint":["/opt/nvidia/entrypoint.sh"],"Cmd":["bash"],"User":"1000:100","WorkingDir":"/work",
             "Labels":{"org.opencontainers.image.version":"1","maintainer":null},
             "ExposedPorts":{"8888/tcp":{}},"Volumes":{"/data":{}}}""";

    private static final StoredImage DOCKER = StoredImage.of(true, "amd64", SETTINGS, "base", "cuda", "torch");
    private static final StoredImage OCI = StoredImage.of(false, "amd64", "{}", "base");
    private static final StoredImage ARM = StoredImage.of(false, "arm64", "{}", "arm");

    @TempDir
    private static Path folder;

    private static KeyStore keys;

    @BeforeAll
    static void fill() throws IOException, InterruptedException, GeneralSecurityException {
        keys = DockerRegistry.makeCertificate(folder);
        Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
        try (DockerRegistry open = new DockerRegistry(folder, Guard.NONE)) {
            open.push("team/pytorch", "2.6", DOCKER);
            open.push("jupyter", "4", OCI);
            open.push("many", "amd", OCI);
            open.push("many", "arm", ARM);
            open.manifest(
                    "many",
                    "both",
                    "application/vnd.oci.image.index.v1+json",
                    StoredImage.index(List.of(ARM, OCI), List.of("arm64", "amd64")));
        }
    }

    private static RegistryClient client(DockerRegistry registry, boolean plain, boolean withPassword) {
        return new RegistryClient(
                new Registries(List.of(new Registry(
                        registry.host(),
                        plain,
                        true,
                        plain ? Optional.empty() : Optional.of(folder.resolve("cert.pem")),
                        withPassword ? Optional.of(CREDENTIALS) : Optional.empty(),
                        List.of()))),
                Clock.systemUTC());
    }

    @Test
    void readsWhatAnImageSaysOfItself() throws IOException, InterruptedException {
        try (DockerRegistry registry = new DockerRegistry(folder, Guard.NONE);
                RegistryClient client = client(registry, true, false)) {
            ResolvedImage image = client.resolve(RegistryReference.parse(registry.host() + "/team/pytorch:2.6"), AMD64);
            assertThat(image.digest()).isEqualTo(image.manifest()).isEqualTo(Digest.of(DOCKER.manifest()));
            assertThat(image.id()).isEqualTo(Digest.of(DOCKER.config()));
            assertThat(image.layers()).hasSize(3);
            assertThat(image.layers().getFirst().diffId())
                    .isEqualTo(Digest.of("base".getBytes(StandardCharsets.UTF_8)));
            assertThat(image.transferBytes())
                    .isEqualTo(DOCKER.layers().stream()
                            .mapToLong(layer -> layer.length)
                            .sum());
            assertThat(image.config())
                    .isEqualTo(new ImageConfig(
                            AMD64,
                            Map.of(
                                    "PATH", "/usr/bin",
                                    "CUDA_VERSION", "12.4.1",
                                    "NVIDIA_REQUIRE_CUDA", "cuda>=12.4 brand=tesla,driver>=470"),
                            Map.of("org.opencontainers.image.version", "1", "maintainer", ""),
                            List.of("/opt/nvidia/entrypoint.sh"),
                            List.of("bash"),
                            "1000:100",
                            "/work",
                            java.util.Set.of("8888/tcp"),
                            java.util.Set.of("/data")));
            assertThatThrownBy(() -> client.digest(RegistryReference.parse(registry.host() + "/team/pytorch:9")))
                    .isInstanceOf(RegistryException.NotFound.class);
        }
    }

    @Test
    void choosesThePlatformAndKeepsTheDigestThatTheTagNames() throws IOException, InterruptedException {
        try (DockerRegistry registry = new DockerRegistry(folder, Guard.NONE);
                RegistryClient client = client(registry, true, false)) {
            RegistryReference both = RegistryReference.parse(registry.host() + "/many:both");
            ResolvedImage image = client.resolve(both, AMD64);
            assertThat(image.digest())
                    .isEqualTo(client.digest(both))
                    .isEqualTo(Digest.of(StoredImage.index(List.of(ARM, OCI), List.of("arm64", "amd64"))));
            assertThat(image.manifest()).isEqualTo(Digest.of(OCI.manifest()));
            assertThat(client.resolve(both.at(image.digest()), new Platform("linux", "arm64"))
                            .id())
                    .isEqualTo(Digest.of(ARM.config()));
            assertThatThrownBy(() -> client.resolve(both, new Platform("linux", "riscv64")))
                    .isInstanceOf(RegistryException.WrongPlatform.class);
        }
    }

    @Test
    void agreesWithSkopeoOnEveryDigest() throws IOException, InterruptedException {
        try (DockerRegistry registry = new DockerRegistry(folder, Guard.NONE);
                RegistryClient client = client(registry, true, false)) {
            for (String name : List.of("team/pytorch:2.6", "jupyter:4", "many:amd", "many:both")) {
                String reference = registry.host() + "/" + name;
                ResolvedImage image = client.resolve(RegistryReference.parse(reference), AMD64);
                List<String> ours = new ArrayList<>(List.of(image.digest().value()));
                image.layers().forEach(layer -> ours.add(layer.digest().value()));
                assertThat(skopeo("--format", "{{.Digest}}{{range .Layers}} {{.}}{{end}}", reference))
                        .isEqualTo(String.join(" ", ours));
            }
        }
    }

    private static String skopeo(String option, String value, String reference)
            throws IOException, InterruptedException {
        Process skopeo = new ProcessBuilder(
                        "skopeo",
                        "--override-arch",
                        "amd64",
                        "inspect",
                        "--tls-verify=false",
                        option,
                        value,
                        "docker://" + reference)
                .redirectErrorStream(true)
                .start();
        String output = new String(skopeo.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(skopeo.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void showsItsPasswordOverTls() throws IOException, InterruptedException {
        Guard guard = new Guard(tls() + """
                auth:
                  htpasswd: {realm: test, path: %s}
                """.formatted(folder.resolve("htpasswd")), "https");
        try (DockerRegistry registry = new DockerRegistry(folder, guard);
                RegistryClient known = client(registry, false, true);
                RegistryClient stranger = client(registry, false, false);
                RegistryClient plain = client(registry, true, true)) {
            RegistryReference reference = RegistryReference.parse(registry.host() + "/jupyter:4");
            assertThat(known.resolve(reference, AMD64).digest()).isEqualTo(Digest.of(OCI.manifest()));
            assertThatThrownBy(() -> stranger.resolve(reference, AMD64))
                    .isInstanceOf(RegistryException.Unauthorized.class);
            assertThatThrownBy(() -> plain.resolve(reference, AMD64)).isInstanceOf(RegistryException.class);
            RegistryClient trusting = new RegistryClient(
                    new Registries(List.of(new Registry(
                            registry.host(), false, true, Optional.empty(), Optional.of(CREDENTIALS), List.of()))),
                    Clock.systemUTC());
            assertThatThrownBy(() -> trusting.resolve(reference, AMD64))
                    .isInstanceOf(RegistryException.Unavailable.class)
                    .hasMessageContaining("certif");
        }
    }

    private static String tls() {
        return """
                  tls: {certificate: %s, key: %s}
                """.formatted(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    }

    @Test
    void fetchesATokenAndUsesItAgain() throws IOException, InterruptedException {
        try (TokenServer tokens = new TokenServer(keys, CREDENTIALS)) {
            Guard guard = new Guard("""
                    auth:
                      token: {realm: %s, service: registry, issuer: slipway-test, rootcertbundle: %s}
                    """.formatted(tokens.realm(), folder.resolve("cert.pem")), "http");
            try (DockerRegistry registry = new DockerRegistry(folder, guard);
                    RegistryClient known = client(registry, true, true);
                    RegistryClient stranger = client(registry, true, false)) {
                RegistryReference reference = RegistryReference.parse(registry.host() + "/many:both");
                assertThat(known.resolve(reference, AMD64).id()).isEqualTo(Digest.of(OCI.config()));
                known.digest(reference);
                assertThat(tokens.given).hasValue(1);
                assertThat(known.resolve(RegistryReference.parse(registry.host() + "/jupyter:4"), AMD64)
                                .id())
                        .isEqualTo(Digest.of(OCI.config()));
                assertThat(tokens.given).hasValue(2);
                assertThatThrownBy(() -> stranger.resolve(reference, AMD64))
                        .isInstanceOf(RegistryException.Unauthorized.class);
            }
        }
    }
}
