package dev.slipway.floor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.catalog.registry.Digest;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.quantity.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A registry of the images that the engine in memory can pull: their manifests and configurations, and none of their layers. */
public final class Shelf {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final HttpServer server;
    private final Map<String, byte[]> byPath = new ConcurrentHashMap<>();

    Shelf() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v2/", this::answer);
        server.start();
    }

    private String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The platform's list of registries, which is this one. */
    String asListed() {
        return "registries:\n  - {host: \"" + host() + "\", plainHttp: true, privateAddresses: true}\n";
    }

    /**
     * Puts an image there, and answers with its reference.
     *
     * @param name of its repository, in which it is {@code 1}
     */
    public String put(String name) {
        String config = "{\"os\":\"linux\",\"architecture\":\"%s\",\"config\":{\"Env\":[\"NAME=%s\"]},"
                        .formatted(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64", name)
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";
        String id = digestOf(config);
        String manifest = ("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":{\"mediaType\":"
                        + "\"application/vnd.oci.image.config.v1+json\",\"digest\":\"%s\",\"size\":%d},\"layers\":[]}")
                .formatted(MANIFEST, id, config.length());
        String path = "/v2/" + name;
        byPath.put(path + "/blobs/" + id, bytes(config));
        byPath.put(path + "/manifests/1", bytes(manifest));
        byPath.put(path + "/manifests/" + digestOf(manifest), bytes(manifest));
        Floor.engine()
                .publish(new LocalImage(
                        new ImageReference(host() + "/" + name + "@" + digestOf(manifest)),
                        id,
                        Bytes.ofMebi(1),
                        Map.of(),
                        Map.of("NAME", name),
                        List.of(),
                        List.of()));
        return host() + "/" + name + ":1";
    }

    private static String digestOf(String text) {
        return Digest.of(bytes(text)).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] content = byPath.get(exchange.getRequestURI().getPath());
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", MANIFEST);
            exchange.getResponseHeaders()
                    .add("Docker-Content-Digest", Digest.of(content).toString());
            boolean isHead = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, isHead ? -1 : content.length);
            if (!isHead) {
                exchange.getResponseBody().write(content);
            }
        }
    }
}
