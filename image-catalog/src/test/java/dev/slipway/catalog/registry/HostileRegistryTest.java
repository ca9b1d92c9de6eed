package dev.slipway.catalog.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that stall, lie, or send too much; an HTTP server of the JDK's that says what each test wants. */
class HostileRegistryTest {
    private static final String OCI = "application/vnd.oci.image.manifest.v1+json";
    private static final Platform HERE = new Platform("linux", "amd64");
    private static final StoredImage IMAGE = StoredImage.of(false, "amd64", "{\"Env\":[\"A=b\"]}", "one");

    private final Map<String, Handler> paths = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private String host;
    private RegistryClient client;

    private interface Handler {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                paths.getOrDefault(exchange.getRequestURI().getPath(), status(404))
                        .answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        host = "127.0.0.1:" + server.getAddress().getPort();
        client = client(new Registry(host, true, true, Optional.empty(), Optional.empty(), List.of()));
    }

    private static RegistryClient client(Registry... registries) {
        return new RegistryClient(new Registries(List.of(registries)), Clock.systemUTC(), Duration.ofMillis(1500));
    }

    @AfterEach
    void stop() {
        end.countDown();
        client.close();
        server.stop(0);
    }

    private static Handler status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    private static Handler body(String type, byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    private void holds(StoredImage image) {
        paths.put("/v2/a/manifests/1", body(image.mediaType(), image.manifest()));
        paths.put("/v2/a/blobs/" + Digest.of(image.config()), body("application/octet-stream", image.config()));
    }

    private ResolvedImage resolve() {
        return client.resolve(RegistryReference.parse(host + "/a:1"), HERE);
    }

    @Test
    void readsAnImageThatIsWhatItShouldBe() {
        holds(IMAGE);
        assertThat(resolve().config().environment()).containsExactly(Map.entry("A", "b"));
    }

    @Test
    void doesNotAskWhatIsNotListed() {
        assertThatThrownBy(() -> client.resolve(RegistryReference.parse("docker.io/a/b:1"), HERE))
                .isInstanceOf(RegistryException.Refused.class)
                .hasMessageContaining("docker.io is not one");
    }

    @Test
    void doesNotAskAPrivateAddressThatIsNotListedAsSuch() {
        RegistryClient strict = client(new Registry(host, true, false, Optional.empty(), Optional.empty(), List.of()));
        assertThatThrownBy(() -> strict.resolve(RegistryReference.parse(host + "/a:1"), HERE))
                .isInstanceOf(RegistryException.Refused.class)
                .hasMessageContaining("privateAddresses");
        assertThat(asked).hasValue(0);
    }

    @Test
    void refusesBytesThatAreNotTheDigests() {
        holds(IMAGE);
        Digest other = Digest.of("other".getBytes(UTF_8));
        paths.put("/v2/a/manifests/" + other, body(OCI, IMAGE.manifest()));
        assertThatThrownBy(() -> client.resolve(RegistryReference.parse(host + "/a@" + other), HERE))
                .isInstanceOf(RegistryException.Invalid.class)
                .hasMessageContaining("other bytes than those of " + other);
        paths.put("/v2/a/blobs/" + Digest.of(IMAGE.config()), body("text/plain", "{}".getBytes(UTF_8)));
        assertThatThrownBy(this::resolve)
                .isInstanceOf(RegistryException.Invalid.class)
                .hasMessageContaining("other bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html | <html> | not known here: text/html",
                "'' | {} | not known here: none",
                "application/vnd.docker.distribution.manifest.v1+prettyjws | {\"schemaVersion\":1} | not known here",
                "application/vnd.oci.image.manifest.v1+json | {\"schemaVersion\":1} | schema version 2",
                "application/vnd.oci.image.manifest.v1+json | null | nothing where",
                "application/vnd.oci.image.manifest.v1+json | [ | JSON",
                "application/vnd.oci.image.manifest.v1+json | {\"schemaVersion\":2} | not what its type says",
                "application/vnd.oci.image.index.v1+json | {\"schemaVersion\":2} | not what its type says",
                "application/vnd.oci.image.index.v1+json | {\"schemaVersion\":2,\"manifests\":[null]} | nothing where",
                "application/vnd.oci.image.index.v1+json | {\"schemaVersion\":2,\"manifests\":[],\"layers\":[]} | not what its type",
                "application/vnd.oci.image.index.v1+json | {\"schemaVersion\":2,\"mediaType\":\"x\",\"manifests\":[]} | two types",
                "application/vnd.oci.image.manifest.v1+json | {\"schemaVersion\":2,\"config\":{}} | descriptor without",
                "application/vnd.oci.image.manifest.v1+json | {\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/vnd.cncf.helm.config.v1+json\",\"digest\":\"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\",\"size\":1}} | no container image",
                "application/vnd.oci.image.manifest.v1+json | {\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:../../x\",\"size\":1}} | digest that is none",
                "application/vnd.oci.image.manifest.v1+json | {\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\",\"size\":10737418240}} | 10737418240 bytes",
            })
    void refusesAManifestThatIsNone(String type, String body, String message) {
        paths.put("/v2/a/manifests/1", body(type, body.getBytes(UTF_8)));
        assertThatThrownBy(this::resolve)
                .isInstanceOf(RegistryException.Invalid.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesAnImageForAnotherArchitectureAndSaysForWhich() {
        holds(StoredImage.of(true, "s390x", "{}", "one"));
        assertThatThrownBy(this::resolve)
                .isInstanceOf(RegistryException.WrongPlatform.class)
                .hasMessageContaining("linux/s390x, not for linux/amd64");
        byte[] index = StoredImage.index(List.of(IMAGE, IMAGE), List.of("arm64", "ppc64le"));
        paths.put("/v2/a/manifests/1", body("application/vnd.oci.image.index.v1+json", index));
        assertThatThrownBy(this::resolve)
                .isInstanceOf(RegistryException.WrongPlatform.class)
                .hasMessageContaining("linux/arm64, linux/ppc64le");
    }

    @Test
    void refusesLayersThatTheConfigurationDoesNotHave() {
        StoredImage two = StoredImage.of(false, "amd64", "{}", "one", "two");
        holds(new StoredImage(false, two.config(), two.layers().subList(0, 1)));
        assertThatThrownBy(this::resolve)
                .isInstanceOf(RegistryException.Invalid.class)
                .hasMessageContaining("1 layers");
    }

    /** Ten gibibytes, announced or not: read is what a manifest may have, and no more. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsNoTenGibibytes(boolean announced) {
        paths.put("/v2/a/manifests/1", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", OCI);
            exchange.sendResponseHeaders(200, announced ? 10L << 30 : 0);
            byte[] spaces = " ".repeat(1 << 16).getBytes(UTF_8);
            try (OutputStream out = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    out.write(spaces);
                }
            }
        });
        assertThatThrownBy(this::resolve)
                .isInstanceOf(RegistryException.Invalid.class)
                .hasMessageContaining("sends more than the 4194304 bytes");
    }

    @Test
    void waitsForNoRegistryThatStalls() {
        paths.put("/v2/a/manifests/1", exchange -> end.await());
        assertStalls();
        // Headers at once, the body never.
        paths.put("/v2/a/manifests/1", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", OCI);
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().flush();
            end.await();
        });
        assertStalls();
    }

    private void assertStalls() {
        long start = System.nanoTime();
        assertThatThrownBy(this::resolve).isInstanceOf(RegistryException.Unavailable.class);
        // Three tries of 1.5 s each at most; a busy machine may take its time, and for ever is what none may take.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void saysThatNobodyIsThere() {
        server.stop(0);
        assertThatThrownBy(this::resolve)
                .isInstanceOf(RegistryException.Unavailable.class)
                .hasMessageContaining(host);
    }

    @Test
    void triesAgainWhatFailedOnce() {
        holds(IMAGE);
        Handler good = body(IMAGE.mediaType(), IMAGE.manifest());
        paths.put("/v2/a/manifests/1", exchange -> (asked.get() == 1 ? status(502) : good).answer(exchange));
        assertThat(resolve().digest()).isEqualTo(Digest.of(IMAGE.manifest()));
        asked.set(0);
        paths.put("/v2/a/manifests/1", status(500));
        assertThatThrownBy(this::resolve)
                .isInstanceOf(RegistryException.Unavailable.class)
                .hasMessageContaining("500");
        assertThat(asked).hasValue(3);
    }

    @Test
    void waitsAsLongAsItIsAskedToUnlessThatIsLong() {
        holds(IMAGE);
        Handler good = body(IMAGE.mediaType(), IMAGE.manifest());
        paths.put(
                "/v2/a/manifests/1",
                exchange -> (asked.get() == 1 ? status(429, "Retry-After", "1") : good).answer(exchange));
        long start = System.nanoTime();
        resolve();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
        paths.put("/v2/a/manifests/1", status(429, "Retry-After", "3600"));
        assertThatThrownBy(this::resolve)
                .isInstanceOfSatisfying(
                        RegistryException.RateLimited.class,
                        e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofHours(1)));
    }

    @Test
    void saysThatItWantsCredentials() {
        for (Handler denial : List.of(
                status(401),
                status(401, "WWW-Authenticate", "Basic realm=\"x\""),
                status(401, "WWW-Authenticate", "Bearer realm=\"http://" + host + "/token\""),
                status(403))) {
            paths.put("/v2/a/manifests/1", denial);
            assertThatThrownBy(this::resolve)
                    .isInstanceOf(RegistryException.Unauthorized.class)
                    .hasMessageContaining("wants credentials");
        }
    }

    @Test
    void showsNoCredentialsToWhereItIsSent() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var shown = new ConcurrentHashMap<String, String>();
        other.createContext("/", exchange -> {
            try (exchange) {
                shown.put(
                        "authorization",
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                body("text/plain", IMAGE.config()).answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        other.start();
        try {
            holds(IMAGE);
            paths.forEach((path, good) -> paths.put(path, exchange -> {
                boolean known = exchange.getRequestHeaders().containsKey("Authorization");
                (known ? good : status(401, "WWW-Authenticate", "Basic realm=\"x\"")).answer(exchange);
            }));
            paths.put(
                    "/v2/a/blobs/" + Digest.of(IMAGE.config()),
                    status(
                            307,
                            "Location",
                            "http://127.0.0.1:" + other.getAddress().getPort() + "/blob"));
            var credentials = new Registry.Credentials("slipway", "secret");
            client = client(new Registry(host, true, true, Optional.empty(), Optional.of(credentials), List.of()));
            assertThat(resolve().id()).isEqualTo(Digest.of(IMAGE.config()));
            assertThat(shown).containsEntry("authorization", "null");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void goesInNoCircles() {
        paths.put("/v2/a/manifests/1", status(302, "Location", "/v2/a/manifests/1"));
        assertThatThrownBy(this::resolve)
                .isInstanceOf(RegistryException.Invalid.class)
                .hasMessageContaining("circles");
        paths.put("/v2/a/manifests/1", status(302, "Location", "file:///etc/passwd"));
        assertThatThrownBy(this::resolve).isInstanceOf(RegistryException.class);
    }

    @Test
    void asksTheRegistryItselfWhereTheMirrorHasNothing() {
        holds(IMAGE);
        Registry own = new Registry(host, true, true, Optional.empty(), Optional.empty(), List.of("127.0.0.1:1"));
        Registry gone = new Registry("127.0.0.1:1", true, true, Optional.empty(), Optional.empty(), List.of());
        client = client(own, gone);
        assertThat(resolve().servedBy()).isEqualTo(host);
    }
}
