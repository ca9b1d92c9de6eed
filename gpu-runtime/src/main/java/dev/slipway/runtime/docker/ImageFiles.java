package dev.slipway.runtime.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.ResourceId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads files of an image out of a container that is made of it and never started. */
final class ImageFiles {
    private static final int DIGITS = 20;
    private static final int BLOCK = 512;
    private static final int SIZE = 124;
    private static final int SIZE_DIGITS = 12;
    private static final int TYPE = 156;

    private ImageFiles() {}

    static Map<String, byte[]> read(
            DockerConnection connection, ObjectNames names, ImageReference image, List<String> paths, Bytes most) {
        ResourceId id = new ResourceId("files-" + digitsOf(connection, image));
        String container = names.of(id);
        remove(connection, container); // one that a broken run left
        connection.call(client -> client.createContainerCmd(image.value())
                .withName(container)
                .withLabels(names.labels(id))
                .withCmd("-") // an image may have no command of its own
                .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"))
                .exec());
        try {
            Map<String, byte[]> files = new HashMap<>();
            for (String path : paths) {
                read(connection, container, path, most).ifPresent(content -> files.put(path, content));
            }
            return files;
        } finally {
            remove(connection, container);
        }
    }

    private static String digitsOf(DockerConnection connection, ImageReference image) {
        String digest = connection.call(
                client -> client.inspectImageCmd(image.value()).exec().getId());
        String digits = DockerConnection.required(digest, "image id").replace("sha256:", "");
        return digits.substring(0, DIGITS);
    }

    private static Optional<byte[]> read(DockerConnection connection, String container, String path, Bytes most) {
        return connection.call(client -> {
            try (InputStream tar =
                    client.copyArchiveFromContainerCmd(container, path).exec()) {
                return firstOf(tar, most);
            } catch (NotFoundException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw new EngineException.Unavailable("A file of an image cannot be read: " + path, e);
            }
        });
    }

    /** The first file of a tar (POSIX.1-2001, {@code pax}); what is only said of it stands in blocks before. */
    static Optional<byte[]> firstOf(InputStream tar, Bytes most) throws IOException {
        while (true) {
            byte[] header = tar.readNBytes(BLOCK);
            if (header.length < BLOCK || header[0] == 0) {
                return Optional.empty();
            }
            long size = octal(header, SIZE, SIZE_DIGITS);
            char type = (char) header[TYPE];
            if (type == 'x' || type == 'g') {
                tar.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
                continue;
            }
            return (type == '0' || type == 0) && size <= most.value()
                    ? Optional.of(tar.readNBytes((int) size))
                    : Optional.empty();
        }
    }

    /** Digits that end with a space or a zero byte. */
    private static long octal(byte[] header, int from, int length) throws IOException {
        String digits = new String(header, from, length, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        if (!digits.matches("[0-7]{1,11}")) {
            throw new IOException("not a tar's size: " + digits);
        }
        return Long.parseLong(digits, 8);
    }

    private static void remove(DockerConnection connection, String container) {
        connection.find(client -> client.removeContainerCmd(container)
                .withForce(true)
                .withRemoveVolumes(true)
                .exec());
    }
}
