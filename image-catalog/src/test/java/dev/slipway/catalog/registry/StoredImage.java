package dev.slipway.catalog.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** An image made of bytes, as a registry keeps it: configuration, layers, manifest. */
final class StoredImage {
    private final boolean docker;
    private final byte[] config;
    private final List<byte[]> layers;

    /**
     * Makes one of its parts.
     *
     * @param docker whether it has Docker's media types rather than OCI's
     */
    StoredImage(boolean docker, byte[] config, List<byte[]> layers) {
        this.docker = docker;
        this.config = config;
        this.layers = layers;
    }

    byte[] config() {
        return config;
    }

    List<byte[]> layers() {
        return layers;
    }

    /** One with layers of that content, uncompressed. */
    static StoredImage of(boolean docker, String architecture, String settings, String... contents) {
        List<byte[]> layers = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (String content : contents) {
            byte[] plain = content.getBytes(StandardCharsets.UTF_8);
            layers.add(compressed(plain));
            diffIds.add("\"" + Digest.of(plain) + "\"");
        }
        String config = "{\"os\":\"linux\",\"architecture\":\"" + architecture + "\",\"config\":" + settings
                + ",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffIds) + "]}}";
        return new StoredImage(docker, config.getBytes(StandardCharsets.UTF_8), layers);
    }

    private static byte[] compressed(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    String mediaType() {
        return docker
                ? "application/vnd.docker.distribution.manifest.v2+json"
                : "application/vnd.oci.image.manifest.v1+json";
    }

    byte[] manifest() {
        String configType =
                docker ? "application/vnd.docker.container.image.v1+json" : "application/vnd.oci.image.config.v1+json";
        String layerType = docker
                ? "application/vnd.docker.image.rootfs.diff.tar.gzip"
                : "application/vnd.oci.image.layer.v1.tar+gzip";
        String parts = String.join(
                ",",
                layers.stream().map(layer -> descriptor(layerType, layer, "")).toList());
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + mediaType() + "\",\"config\":"
                        + descriptor(configType, config, "") + ",\"layers\":[" + parts + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static String descriptor(String type, byte[] content, String more) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Digest.of(content) + "\",\"size\":" + content.length
                + more + "}";
    }

    /** An OCI index of images, each with the platform that it is listed for. */
    static byte[] index(List<StoredImage> images, List<String> architectures) {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            entries.add(descriptor(
                    images.get(i).mediaType(),
                    images.get(i).manifest(),
                    ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architectures.get(i) + "\"}"));
        }
        return ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
                        + String.join(",", entries) + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
