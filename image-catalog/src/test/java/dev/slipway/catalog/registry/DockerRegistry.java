package dev.slipway.catalog.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** Debian's {@code docker-registry} on loopback, in a folder of the test's, without a login: it is filled, then guarded. */
final class DockerRegistry implements AutoCloseable {
    final int port;
    private final Path folder;
    private final Process process;

    /** How it is guarded: lines of its settings, and the scheme it is then asked by. */
    record Guard(String settings, String scheme) {
        static final Guard NONE = new Guard("", "http");
    }

    DockerRegistry(Path folder, Guard guard) throws IOException, InterruptedException {
        this.folder = folder;
        port = freePort();
        Path settings = Files.writeString(folder.resolve("registry-" + port + ".yaml"), """
                version: 0.1
                log: {level: error}
                storage:
                  filesystem: {rootdirectory: %s}
                http:
                  addr: 127.0.0.1:%d
                %s""".formatted(
                        folder.resolve("data"), port, guard.settings()));
        process = new ProcessBuilder("docker-registry", "serve", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry-" + port + ".log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // also where the run is cut off
        awaitPort();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    private void awaitPort() throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException(
                            "docker-registry does not start: "
                                    + Files.readString(folder.resolve("registry-" + port + ".log")),
                            e);
                }
                Thread.sleep(50);
            }
        }
    }

    /** Puts the image there under that tag; only where it is not guarded. */
    void push(String repository, String tag, StoredImage image) throws IOException, InterruptedException {
        blob(repository, image.config());
        for (byte[] layer : image.layers()) {
            blob(repository, layer);
        }
        manifest(repository, tag, image.mediaType(), image.manifest());
    }

    void manifest(String repository, String tag, String type, byte[] manifest)
            throws IOException, InterruptedException {
        put("/v2/" + repository + "/manifests/" + tag, type, manifest);
    }

    private void blob(String repository, byte[] content) throws IOException, InterruptedException {
        HttpResponse<Void> begun =
                send(HttpRequest.newBuilder(URI.create("http://" + host() + "/v2/" + repository + "/blobs/uploads/"))
                        .POST(HttpRequest.BodyPublishers.noBody()));
        String location = begun.headers().firstValue("Location").orElseThrow();
        URI upload = URI.create("http://" + host() + "/").resolve(location);
        String separator = upload.getRawQuery() == null ? "?" : "&";
        put(upload + separator + "digest=" + Digest.of(content), "application/octet-stream", content);
    }

    private void put(String path, String type, byte[] content) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create("http://" + host() + "/").resolve(path))
                .header("Content-Type", type)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    private static HttpResponse<Void> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<Void> answer = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(answer.request().uri() + " answers " + answer.statusCode());
            }
            return answer;
        }
    }

    /** A key and its certificate for 127.0.0.1, made by the JDK's keytool, as PEM files {@code key.pem} and {@code cert.pem}. */
    static KeyStore makeCertificate(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=Slipway test",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool: " + Files.readString(folder.resolve("keytool.log")));
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        Files.writeString(
                folder.resolve("cert.pem"),
                pem("CERTIFICATE", keys.getCertificate("registry").getEncoded()));
        Files.writeString(
                folder.resolve("key.pem"), pem("PRIVATE KEY", key(keys).getEncoded()));
        return keys;
    }

    static PrivateKey key(KeyStore keys) throws GeneralSecurityException {
        return (PrivateKey) keys.getKey("registry", "changeit".toCharArray());
    }

    static X509Certificate certificate(KeyStore keys) throws GeneralSecurityException {
        return (X509Certificate) keys.getCertificate("registry");
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    @Override
    public void close() {
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
