package dev.slipway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A registry of the test's own, with one package {@code greeting} for pip, npm, git and apt and a file for curl, behind a
 * certificate that only a CA of the test's own has signed; and a proxy, which answers for any host. Both listen on all addresses.
 */
public final class PackageRegistry implements AutoCloseable {
    public static final int PORT = Stack.PORT + 19;
    public static final int PROXY_PORT = Stack.PORT + 18;
    private static final String PASSWORD = "changeit";

    private final HttpsServer server;
    private final HttpServer proxy;
    private final Path files;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /**
     * Makes the CA, and a certificate of it for this host's addresses: {@code ca.pem} and {@code registry.p12} in the folder.
     *
     * @param addresses by which the registry is called beside the loopback
     */
    static void makeCertificates(Path folder, String... addresses) throws IOException {
        StringBuilder names = new StringBuilder("SAN=DNS:localhost,IP:127.0.0.1");
        for (String address : addresses) {
            names.append(",IP:").append(address);
        }
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool") + " -storepass " + PASSWORD;
        Shell.output("sh", "-c", """
                set -e; cd '%1$s'; rm -f ca.p12 registry.new registry.p12
                %2$s -genkeypair -keystore ca.p12 -alias ca -keyalg RSA -dname 'CN=A company of the test' -ext bc:c -ext ku:c=keyCertSign,cRLSign -validity 3
                %2$s -exportcert -rfc -keystore ca.p12 -alias ca -file ca.pem
                %2$s -genkeypair -keystore registry.new -alias registry -keyalg RSA -dname 'CN=registry' -validity 3
                %2$s -certreq -keystore registry.new -alias registry |
                  %2$s -gencert -rfc -keystore ca.p12 -alias ca -ext '%3$s' -validity 3 > registry.pem
                %2$s -importcert -noprompt -keystore registry.new -alias ca -file ca.pem
                %2$s -importcert -keystore registry.new -alias registry -file registry.pem
                mv registry.new registry.p12
                """.formatted(folder, keytool, names));
    }

    /**
     * Serves.
     *
     * @param certificates the folder that {@link #makeCertificates} wrote to
     * @param files a folder of this registry's own
     */
    public PackageRegistry(Path certificates, Path files) throws IOException, GeneralSecurityException {
        this.files = files;
        write();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(certificates.resolve("registry.p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(PORT), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        proxy = HttpServer.create(new InetSocketAddress(PROXY_PORT), 0);
        proxy.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            send(exchange, "from the proxy\n".getBytes(StandardCharsets.UTF_8));
        });
        proxy.start();
    }

    /** What the proxy was asked for. */
    public List<String> askedOfProxy() {
        return List.copyOf(asked);
    }

    private void write() throws IOException {
        Path index = Files.createDirectories(files.resolve("simple/greeting"));
        Files.writeString(
                index.resolve("index.html"),
                "<a href=\"greeting-1.0-py3-none-any.whl\">greeting-1.0-py3-none-any.whl</a>");
        Files.write(index.resolve("greeting-1.0-py3-none-any.whl"), wheel());
        Files.createDirectories(files.resolve("npm"));
        Files.writeString(files.resolve("greeting.txt"), "hello\n");
        Shell.output("sh", "-c", """
                set -e; cd '%1$s'
                mkdir -p package && printf '{"name": "greeting", "version": "1.0.0"}' > package/package.json
                tar -czf npm/greeting-1.0.0.tgz package
                printf '{"name": "greeting", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {"name": "greeting",
                  "version": "1.0.0", "dist": {"shasum": "%%s", "tarball": "https://127.0.0.1:%2$d/npm/greeting-1.0.0.tgz"}}}}' \\
                  "$(sha1sum npm/greeting-1.0.0.tgz | cut -d' ' -f1)" > npm/greeting
                git init -q work && git -C work -c user.name=test -c user.email=test@example.org commit -q --allow-empty -m hello
                git clone -q --bare work greeting.git && git -C greeting.git update-server-info
                mkdir -p deb/DEBIAN deb/srv apt && echo hello > deb/srv/deb
                printf 'Package: greeting\\nVersion: 1.0\\nArchitecture: all\\nMaintainer: test <test@example.org>\\nDescription: hello\\n' \\
                  > deb/DEBIAN/control
                dpkg-deb -b deb apt/greeting.deb > /dev/null
                { cat deb/DEBIAN/control; echo "Filename: ./greeting.deb"; echo "Size: $(stat -c %%s apt/greeting.deb)"
                  echo "SHA256: $(sha256sum apt/greeting.deb | cut -d' ' -f1)"; } > apt/Packages
                """.formatted(files, PORT));
    }

    /** A wheel of one module. */
    private static byte[] wheel() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StoredZip zip = new StoredZip(bytes)) {
            zip.text("greeting.py", "WORD = 'hello'\n");
            zip.text("greeting-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n");
            zip.text("greeting-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            zip.text("greeting-1.0.dist-info/RECORD", "");
        }
        return bytes.toByteArray();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Path file = files.resolve(path.endsWith("/") ? path.substring(1) + "index.html" : path.substring(1));
        if (!file.normalize().startsWith(files) || !Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(404, -1); // and the connection goes on, as apt wants it
            return;
        }
        if (path.endsWith("/")) {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
        }
        send(exchange, Files.readAllBytes(file));
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        proxy.stop(0);
    }
}
