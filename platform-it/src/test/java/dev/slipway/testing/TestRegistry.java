package dev.slipway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.catalog.registry.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Debian's {@code docker-registry}, open on one port and behind a password on another, both with the same content. A gate in
 * front of the open one lets manifests pass and holds layers back until it is told to let go.
 */
public final class TestRegistry implements AutoCloseable {
    public static final String OPEN = "127.0.0.1:" + (Stack.PORT + 15);
    public static final String GUARDED = "127.0.0.1:" + (Stack.PORT + 16);
    public static final String GATE = "127.0.0.1:" + (Stack.PORT + 17);

    /** {@code secret}, by bcrypt. */
    private static final String HTPASSWD = "slipway:$2b$04$P9dn9Lbx2hUqOe69UEoKP.ZPq7Q6WUAXJZG7ca9wM9HgpWjX5X06i\n";

    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final int TLS_HANDSHAKE = 0x16;

    private final Path folder;
    private final Process open;
    private final Process guarded;
    private final HttpServer gate;
    private final ServerSocket door;
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile int trouble;
    private volatile CountDownLatch held = new CountDownLatch(0);

    /** Lists the registries for the platform under test, in its home. */
    static void list(Path home) throws IOException {
        Files.writeString(home.resolve("registry-password"), "secret\n");
        Files.writeString(home.resolve("registries.yaml"), """
                registries:
                  - {host: "%s", plainHttp: true, privateAddresses: true}
                  - {host: "%s", plainHttp: true, privateAddresses: true, username: slipway, passwordFile: registry-password}
                  - {host: "%s", plainHttp: true, privateAddresses: true}
                """.formatted(OPEN, GUARDED, GATE));
    }

    public TestRegistry(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
        open = start("open", OPEN, "");
        guarded =
                start("guarded", GUARDED, "auth: {htpasswd: {realm: test, path: " + folder.resolve("htpasswd") + "}}");
        gate = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gate.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        gate.createContext("/", this::pass);
        gate.start();
        door = new ServerSocket(URI.create("http://" + GATE).getPort(), 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::open);
    }

    /**
     * Docker tries TLS first, which the JDK's server takes for a slow request: it would wait for ten seconds. Who begins with
     * a TLS handshake is sent away at once.
     */
    private void open() {
        while (!door.isClosed()) {
            try {
                Socket from = door.accept();
                Thread.ofVirtual().start(() -> relay(from));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void relay(Socket from) {
        try (from;
                Socket to = new Socket(
                        InetAddress.getLoopbackAddress(), gate.getAddress().getPort())) {
            int first = from.getInputStream().read();
            if (first < 0 || first == TLS_HANDSHAKE) {
                return;
            }
            to.getOutputStream().write(first);
            Thread.ofVirtual().start(() -> pump(from, to));
            to.getInputStream().transferTo(from.getOutputStream());
        } catch (IOException e) {
            // one side has gone
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // one side has gone
        }
    }

    private Process start(String name, String address, String more) throws IOException, InterruptedException {
        Path settings =
                Files.writeString(folder.resolve(name + ".yaml"), """
                version: 0.1
                log: {level: error}
                storage:
                  filesystem: {rootdirectory: %s}
                http: {addr: "%s"}
                %s
                """.formatted(folder.resolve("data"), address, more));
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder("docker-registry", "serve", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // also where the run is cut off
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        URI uri = URI.create("http://" + address);
        while (true) {
            try {
                new Socket(uri.getHost(), uri.getPort()).close();
                return process;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("docker-registry does not start: " + Files.readString(log), e);
                }
                Thread.sleep(50);
            }
        }
    }

    /** Answers with this status alone from now on; 0: as ever. */
    public void trouble(int status) {
        trouble = status;
    }

    /** Holds layers back from now on. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    public void letGo() {
        held.countDown();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (trouble != 0) {
                exchange.sendResponseHeaders(trouble, -1);
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://" + OPEN + exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
            exchange.getRequestHeaders()
                    .getOrDefault("Accept", List.of())
                    .forEach(accept -> request.header("Accept", accept));
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            answer.headers().map().forEach((name, values) -> {
                if (!name.equalsIgnoreCase("content-length") && !name.equalsIgnoreCase("transfer-encoding")) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            long length = answer.headers().firstValueAsLong("content-length").orElse(0);
            boolean body = exchange.getRequestMethod().equals("GET") && length > 0;
            if (!body) {
                exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
            }
            exchange.sendResponseHeaders(answer.statusCode(), body ? length : -1);
            if (body) {
                try (InputStream in = answer.body()) {
                    // A configuration is small and told to the platform; a layer is what takes its time.
                    if (length > 1 << 20) {
                        exchange.getResponseBody().write(in.readNBytes(1 << 22));
                        exchange.getResponseBody().flush();
                        held.await();
                    }
                    in.transferTo(exchange.getResponseBody());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Makes an image of a small web server and a layer of random bytes, and pushes it; the engine forgets it then.
     *
     * @param name repository and tag
     * @param environment what it sets
     */
    public void push(String name, int mebibytes, Map<String, String> environment) {
        try {
            Path context = Files.createDirectories(folder.resolve("context-" + name.replaceAll("\\W", "-")));
            Path bin = Files.createDirectories(context.resolve("root/bin"));
            Files.createDirectories(context.resolve("root/home/tester"));
            Files.writeString(
                    Files.createDirectories(context.resolve("root/www")).resolve("index.html"), name + "\n");
            Path busybox = bin.resolve("busybox");
            if (!Files.exists(busybox)) {
                Files.copy(Path.of("/bin/busybox"), busybox);
                busybox.toFile().setExecutable(true, false);
                Files.createSymbolicLink(bin.resolve("httpd"), Path.of("busybox"));
                Files.createSymbolicLink(bin.resolve("sh"), Path.of("busybox"));
            }
            byte[] random = new byte[mebibytes << 20];
            new java.security.SecureRandom().nextBytes(random);
            Files.write(context.resolve("random"), random);
            StringBuilder dockerfile = new StringBuilder("FROM scratch\nCOPY root /\nCOPY random /random\n");
            environment.forEach((variable, value) -> dockerfile
                    .append("ENV ")
                    .append(variable)
                    .append("=\"")
                    .append(value)
                    .append("\"\n"));
            Files.writeString(context.resolve("Dockerfile"), dockerfile);
            String reference = OPEN + "/" + name;
            run("docker", "build", "-q", "-t", reference, context.toString());
            run("docker", "push", "-q", reference);
            run("docker", "image", "rm", reference);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Puts an index over images that are there.
     *
     * @param repository theirs, and its own
     * @param variants of amd64, by the images' tags, in order; empty: the plain one
     */
    public void index(String repository, String tag, Map<String, String> variants) {
        List<String> entries = variants.entrySet().stream()
                .map(image -> {
                    byte[] manifest = manifest(repository, image.getKey());
                    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"%s}}"
                            .formatted(
                                    MANIFEST,
                                    Digest.of(manifest),
                                    manifest.length,
                                    image.getValue().isEmpty() ? "" : ",\"variant\":\"" + image.getValue() + "\"");
                })
                .toList();
        put(
                repository,
                tag,
                INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[" + String.join(",", entries)
                        + "]}");
    }

    /** Has a second tag of an image say that its layers are compressed by zstd. */
    public void sayZstd(String repository, String tag, String second) {
        String manifest = new String(manifest(repository, tag), StandardCharsets.UTF_8);
        put(
                repository,
                second,
                MANIFEST,
                manifest.replace(
                        "application/vnd.docker.image.rootfs.diff.tar.gzip",
                        "application/vnd.oci.image.layer.v1.tar+zstd"));
    }

    private byte[] manifest(String repository, String tag) {
        return send(request(repository, tag).header("Accept", MANIFEST), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private void put(String repository, String tag, String type, String manifest) {
        send(
                request(repository, tag)
                        .header("Content-Type", type)
                        .PUT(HttpRequest.BodyPublishers.ofString(manifest)),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String repository, String tag) {
        return HttpRequest.newBuilder(URI.create("http://" + OPEN + "/v2/" + repository + "/manifests/" + tag));
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            HttpResponse<T> answer = client.send(request.build(), body);
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException("the registry says " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void run(String... command) {
        Shell.Result result = Shell.run(Map.of("DOCKER_BUILDKIT", "0"), Path.of("/"), List.of(command));
        if (result.exitCode() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + result.output());
        }
    }

    private void closeDoor() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        letGo();
        closeDoor();
        gate.stop(0);
        client.shutdownNow();
        for (Process process : List.of(open, guarded)) {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
