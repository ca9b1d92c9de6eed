package dev.slipway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An index of Python packages and a registry of npm's that workspaces of the tests may reach. It has some packages of its own; all
 * others it takes from the index that this machine's pip uses, so that real ones are installed.
 */
public final class PackageIndex implements AutoCloseable {
    public static final String URL = "http://" + Stack.HOST_ADDRESS + ":" + PackageRegistry.PORT;
    private static final String PYPI = "https://pypi.org/simple";
    private static final Pattern LINK = Pattern.compile("href=\"([^\"#]+)");

    private final HttpServer server;
    private final Path files;
    private final String upstream;
    private final Map<String, URI> links = new ConcurrentHashMap<>();

    /**
     * Serves.
     *
     * @param files a folder of this index's own
     * @param stack whose machine's settings name the index that real packages are from
     */
    public PackageIndex(Path files, Stack stack) throws IOException {
        this.files = files;
        this.upstream = upstreamOf(stack.home().resolve("host-settings/variables"));
        server = HttpServer.create(new InetSocketAddress(Stack.HOST_ADDRESS, PackageRegistry.PORT), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** What makes pip, uv and npm in a workspace ask here. */
    public static Map<String, String> variables() {
        return Map.of(
                "PIP_INDEX_URL",
                URL + "/simple",
                "PIP_TRUSTED_HOST",
                Stack.HOST_ADDRESS,
                "PIP_DISABLE_PIP_VERSION_CHECK",
                "1",
                "UV_DEFAULT_INDEX",
                URL + "/simple",
                "NPM_CONFIG_REGISTRY",
                URL + "/npm",
                "NPM_CONFIG_UPDATE_NOTIFIER",
                "false");
    }

    private static String upstreamOf(Path settings) throws IOException {
        return Files.exists(settings)
                ? Files.readAllLines(settings).stream()
                        .filter(line -> line.startsWith("PIP_INDEX_URL="))
                        .map(line -> line.substring("PIP_INDEX_URL=".length()).replaceAll("/$", ""))
                        .findFirst()
                        .orElse(PYPI)
                : PYPI;
    }

    /**
     * Adds a package of one module.
     *
     * @param module what is in it
     * @param program what a program of its name does, a line of Python; empty: it has none
     * @param ballast bytes of a file beside it
     */
    public void add(String name, String version, String module, String program, long ballast) throws IOException {
        Path folder = Files.createDirectories(files.resolve("simple").resolve(name));
        String file = name + "-" + version + "-py3-none-any.whl";
        String info = name + "-" + version + ".dist-info/";
        try (StoredZip zip = new StoredZip(Files.newOutputStream(folder.resolve(file)))) {
            zip.text(name + "/__init__.py", program.isEmpty() ? module : module + "def main():\n    " + program + "\n");
            zip.text(info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
            zip.text(info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            if (!program.isEmpty()) {
                zip.text(info + "entry_points.txt", "[console_scripts]\n" + name + " = " + name + ":main\n");
            }
            if (ballast > 0) {
                zip.ballast(name + "/ballast", ballast);
            }
            zip.text(info + "RECORD", "");
        }
        Files.writeString(folder.resolve("index.html"), "<a href=\"" + file + "\">" + file + "</a>");
    }

    /** Adds a package of npm's with a program of its name, which says a word. */
    public void addNpm(String name, String word) throws IOException {
        Files.createDirectories(files.resolve("npm"));
        Shell.output("sh", "-c", """
                set -e; cd '%1$s'; rm -rf package; mkdir package
                printf '{"name": "%2$s", "version": "1.0.0", "bin": {"%2$s": "run.js"}}' > package/package.json
                printf '#!/usr/bin/env node\\nconsole.log("%3$s")\\n' > package/run.js; chmod 755 package/run.js
                tar -czf npm/%2$s-1.0.0.tgz package
                printf '{"name": "%2$s", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {"name": "%2$s",
                  "version": "1.0.0", "bin": {"%2$s": "run.js"},
                  "dist": {"shasum": "%%s", "tarball": "%4$s/npm/%2$s-1.0.0.tgz"}}}}' \\
                  "$(sha1sum npm/%2$s-1.0.0.tgz | cut -d' ' -f1)" > npm/%2$s
                """.formatted(files, name, word, URL));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(1);
            Path own = files.resolve(path.endsWith("/") ? path + "index.html" : path)
                    .normalize();
            if (own.startsWith(files) && Files.isRegularFile(own)) {
                send(exchange, own);
            } else if (path.startsWith("simple/") && path.endsWith("/")) {
                sendPage(exchange, URI.create(upstream + "/" + path.substring("simple/".length())));
            } else if (links.containsKey(path)) {
                Path fetched = Files.createTempFile(files, "fetched", null);
                fetch(links.get(path), fetched);
                send(exchange, fetched);
                Files.delete(fetched);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    /** A page of the other index, whose links lead here. */
    private void sendPage(HttpExchange exchange, URI page) throws IOException {
        Path fetched = Files.createTempFile(files, "page", null);
        // An index on this machine's disk is a folder of pages.
        fetch(page.toString().startsWith("file:") ? page.resolve("index.html") : page, fetched);
        String links = LINK.matcher(Files.readString(fetched)).replaceAll(link -> "href=\"/" + kept(page, link));
        Files.writeString(fetched, links);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        send(exchange, fetched);
        Files.delete(fetched);
    }

    private String kept(URI page, MatchResult link) {
        URI file = page.resolve(link.group(1));
        String path = "files" + file.getPath();
        links.put(path, file);
        return path;
    }

    /** By curl, which trusts whom this machine trusts. */
    private static void fetch(URI from, Path to) {
        Shell.output("curl", "-sSfL", "--retry", "2", "--max-time", "120", "-o", to.toString(), from.toString());
    }

    private static void send(HttpExchange exchange, Path file) throws IOException {
        if (exchange.getRequestURI().getPath().endsWith("/")) {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
        }
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, isHead ? -1 : Files.size(file));
        if (!isHead) {
            try (OutputStream body = exchange.getResponseBody()) {
                Files.copy(file, body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
