package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.slipway.testing.PackageRegistry;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host behind a company's proxy, which signs everything with a CA of its own: what the host's programs are told of it reaches
 * image builds, and workspaces where an administrator wants that; and no image keeps it.
 */
class HostSettingsIT {
    private static final String CLIENTS = "slipway-test/registry-clients:1";
    private static final String ROOT = System.getProperty("slipway.root");

    @TempDir
    private static Path folder;

    private static Stack stack;
    private static PackageRegistry registry;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException {
        stack = Stack.get();
        registry = new PackageRegistry(stack.home(), Files.createDirectory(folder.resolve("registry")));
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static String url(String host) {
        return "https://" + host + ":" + PackageRegistry.PORT;
    }

    /** Has {@code ./slipway} write a host's settings, as it does before it builds or serves. */
    private static Path settings(Map<String, String> environment) {
        Path home = folder.resolve("home");
        Map<String, String> host = new HashMap<>(environment);
        host.put("SLIPWAY_ROOT", ROOT);
        host.put("SLIPWAY_HOME", home.toString());
        Shell.Result written = Shell.run(
                host,
                Path.of(ROOT),
                List.of(
                        "bash",
                        "-euo",
                        "pipefail",
                        "-c",
                        "for part in common host-settings; do source cli/$part.sh; done; enter_home; write_host_settings;"
                                + " tell_host_settings"));
        assertThat(written.exitCode()).as(written.output()).isZero();
        assertThat(written.output()).contains("SLIPWAY_CA_FILE").doesNotContain("pass word");
        return home.resolve("host-settings");
    }

    /** Builds a recipe as {@code ./slipway image build} does. */
    private static Shell.Result build(Path settings, String dockerfile, String... arguments) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "recipe", ".Dockerfile"), dockerfile);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.slipway.dockerfile.RecipeBuild",
                file.toString(),
                "slipway-test/behind-a-proxy:1"));
        command.addAll(List.of(arguments));
        return Shell.run(Map.of("SLIPWAY_HOST_SETTINGS", settings.toString()), folder, command);
    }

    /** Each program that fetches, as it comes; nothing here says whom to trust. */
    private static String fetches() {
        return """
            FROM %s
            ARG REGISTRY
            RUN pip install --no-cache-dir --break-system-packages --no-deps greeting && python3 -c 'import greeting'
            RUN npm install --prefix /srv/npm greeting
            RUN ["curl", "-sSf", "-o", "/srv/curl", "%s/greeting.txt"]
            RUN git clone -q "$REGISTRY/greeting.git" /srv/git && git -C /srv/git log | grep hello
            RUN echo "deb [trusted=yes] $REGISTRY/apt ./" > /etc/apt/sources.list && apt-get -q update && apt-get -q -y install greeting
            """.formatted(CLIENTS, url("127.0.0.1"));
    }

    @Test
    void reachEveryProgramOfARecipe() throws IOException {
        Path settings = settings(Map.of(
                "SLIPWAY_CA_FILE",
                stack.home().resolve("ca.pem").toString(),
                "PIP_INDEX_URL",
                url("127.0.0.1") + "/simple",
                "NPM_CONFIG_REGISTRY",
                url("127.0.0.1") + "/npm",
                "http_proxy",
                // By another name than the registry's: apt takes a host of the proxy's name for the proxy.
                "http://someone:pass%20word@localhost:" + PackageRegistry.PROXY_PORT,
                "no_proxy",
                "127.0.0.1"));
        Shell.Result built = build(
                settings,
                fetches() + "RUN curl -sSf http://packages.example.org/word | grep 'from the proxy'\n",
                "--build-arg",
                "REGISTRY=" + url("127.0.0.1"));
        assertThat(built.exitCode()).as(built.output()).isZero();
        assertThat(registry.askedOfProxy()).contains("http://packages.example.org/word");
        assertKeepsNothing("slipway-test/behind-a-proxy:1");
        Shell.output("docker", "image", "rm", "slipway-test/behind-a-proxy:1");
    }

    @Test
    void areNeededForIt() throws IOException {
        Path none = Files.createDirectories(folder.resolve("none"));
        Shell.Result refused =
                build(none, "FROM " + CLIENTS + "\nRUN curl -sS " + url("127.0.0.1") + "/greeting.txt\n");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains("certificate");
    }

    @Test
    void tellCondaItsMirrorsAndWhomToTrust() throws IOException {
        Path condarc = Files.writeString(folder.resolve("condarc"), """
                channel_alias: https://conda.example.org
                ssl_verify: /etc/company.pem
                default_channels:
                  - https://conda.example.org/main
                """);
        Path settings = settings(
                Map.of("SLIPWAY_CA_FILE", stack.home().resolve("ca.pem").toString(), "CONDARC", condarc.toString()));
        Shell.Result built = build(settings, "FROM " + CLIENTS + "\nRUN cat \"$CONDARC\"\n");
        assertThat(built.exitCode()).as(built.output()).isZero();
        Map<String, Object> read = new ObjectMapper(new YAMLFactory())
                .readValue(
                        built.output()
                                .lines()
                                .filter(line -> line.matches("(\\w+:.*|  - .*)"))
                                .collect(Collectors.joining("\n")),
                        new TypeReference<>() {});
        assertThat(read)
                .containsEntry("channel_alias", "https://conda.example.org")
                .containsEntry("ssl_verify", "/dev/slipway/ca.pem")
                .containsEntry("default_channels", List.of("https://conda.example.org/main"));
        Shell.output("docker", "image", "rm", "slipway-test/behind-a-proxy:1");
    }

    @Test
    void areRefusedWhereTheyNameNoCertificates() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Shell.Result up = Shell.run(
                Map.of("SLIPWAY_HOME", folder.resolve("home").toString(), "SLIPWAY_CA_FILE", empty.toString()),
                Path.of(ROOT),
                List.of("./slipway", "image", "build", "jupyter", "4.6-debian-12"));
        assertThat(up.exitCode()).isNotZero();
        assertThat(up.output()).contains("there are no certificates in '" + empty, "SLIPWAY_CA_FILE");
    }

    @Test
    void reachAnAdministratorsBuild() {
        String image = Stack.name("behind");
        String operation = RestAssured.given()
                .baseUri(Stack.URL)
                .basePath("/api/v1")
                .auth()
                .oauth2(stack.token("admin"))
                .multiPart("dockerfile", """
                        FROM slipway/jupyter:debian-13
                        RUN python3 -c "import urllib.request as u; print(u.urlopen('%s/greeting.txt').read())" && env | grep SSL_CERT
                        """.formatted(url(Stack.HOST_ADDRESS)))
                .post("/images/" + image + "/versions/1/build")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        JsonPath ended = await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> stack.as("admin").get("/operations/" + operation).jsonPath(),
                        now -> now.getString("finishedAt") != null);
        assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("SUCCEEDED");
        assertKeepsNothing("slipway/" + image + ":1");
        stack.as("admin").delete("/images/" + image + "/versions/1").then().statusCode(204);
    }

    @Test
    void reachWorkspacesWhereAnAdministratorWantsThat() {
        String asks = "import urllib.request as u; print(u.urlopen('%s/greeting.txt').read().decode())"
                .formatted(url(Stack.HOST_ADDRESS));
        String untold = stack.launchRunning("alice");
        Shell.Result refused = Shell.run("docker", "exec", stack.container(untold), "python3", "-c", asks);
        stack.delete("alice", untold);
        assertThat(refused.output()).contains("CERTIFICATE_VERIFY_FAILED");

        stack.restartWith(Map.of("SLIPWAY_WORKSPACES_HOST_SETTINGS", "true"));
        try {
            String told = stack.launchRunning("alice");
            Shell.Result answered = Shell.run("docker", "exec", stack.container(told), "python3", "-c", asks);
            stack.delete("alice", told);
            assertThat(answered.output()).isEqualToIgnoringWhitespace("hello");
        } finally {
            stack.restartWith(Map.of());
        }
    }

    /** Looks through all that the image is of: its layers, its configuration, its history. */
    private static void assertKeepsNothing(String image) {
        String found = Shell.output(
                "sh", "-c", """
                set -e; cd '%s'; rm -rf saved; mkdir saved; docker save %s | tar -xf - -C saved
                certificate=$(sed -n 2p '%s')
                grep -rlaF -e "$certificate" -e "pass%%20word" saved || echo nothing
                cat saved/*/layer.tar | tar -itf - 2>/dev/null | grep -x '.*dev/slipway.*' || echo nothing
                rm -rf saved
                """.formatted(folder, image, stack.home().resolve("ca.pem")));
        assertThat(found).isEqualTo("nothing\nnothing");
        assertThat(Shell.output("docker", "image", "inspect", "-f", "{{.Config.Env}}", image))
                .doesNotContain("SSL_CERT_FILE", "proxy");
    }
}
