package dev.slipway.runtime.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.docker.api.ObjectNames;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Reads files of an image out of a container that is made of it and never started. */
final class ImageFiles {
    private static final int DIGITS = 20;

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

    private static Optional<byte[]> firstOf(InputStream tar, Bytes most) throws IOException {
        TarArchiveInputStream files = new TarArchiveInputStream(tar);
        TarArchiveEntry first = files.getNextEntry();
        return first != null && isPlain(first) && first.getSize() <= most.value()
                ? Optional.of(files.readNBytes((int) first.getSize()))
                : Optional.empty();
    }

    /** A file, and no link to one. */
    private static boolean isPlain(TarArchiveEntry entry) {
        return entry.getLinkFlag() == TarConstants.LF_NORMAL || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
    }

    private static void remove(DockerConnection connection, String container) {
        connection.find(client -> client.removeContainerCmd(container)
                .withForce(true)
                .withRemoveVolumes(true)
                .exec());
    }
}
