package dev.slipway.runtime.docker;

import com.github.dockerjava.api.command.RootFS;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.docker.api.ObjectNames;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.ListedImage;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.image.PullProgress;
import dev.slipway.runtime.image.RegistryLogin;
import dev.slipway.runtime.quantity.Bytes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The images that the engine holds. */
final class DockerImages implements Images {
    private final DockerConnection connection;
    private final ObjectNames names;

    DockerImages(DockerConnection connection, ObjectNames names) {
        this.connection = connection;
        this.names = names;
    }

    @Override
    public Optional<LocalImage> find(ImageReference reference) {
        return connection.find(client -> {
            var image = client.inspectImageCmd(reference.value()).exec();
            Optional<ContainerConfig> config = Optional.ofNullable(image.getConfig());
            return new LocalImage(
                    reference,
                    DockerConnection.required(image.getId(), "image id"),
                    new Bytes(Optional.ofNullable(image.getSize()).orElse(0L)),
                    config.map(ContainerConfig::getLabels).orElse(Map.of()),
                    config.map(ContainerConfig::getEnv)
                            .map(DockerImages::variables)
                            .orElse(Map.of()),
                    config.map(ContainerConfig::getOnBuild).map(List::of).orElse(List.of()),
                    Optional.ofNullable(image.getRootFS())
                            .map(RootFS::getLayers)
                            .orElse(List.of()));
        });
    }

    @Override
    public List<ListedImage> list() {
        return connection.call(client -> client.listImagesCmd().exec()).stream()
                .map(image -> new ListedImage(
                        image.getId(),
                        Stream.of(image.getRepoTags(), image.getRepoDigests())
                                .filter(Objects::nonNull)
                                .flatMap(Arrays::stream)
                                .filter(name -> !name.contains("<none>"))
                                .toList(),
                        new Bytes(Optional.ofNullable(image.getSize()).orElse(0L))))
                .toList();
    }

    private static Map<String, String> variables(String[] environment) {
        Map<String, String> variables = new HashMap<>();
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return variables;
    }

    @Override
    public void pull(ImageReference reference, Optional<RegistryLogin> login, Consumer<PullProgress> progress) {
        ImagePull.run(connection, reference, login, progress);
        if (find(reference).isEmpty()) {
            throw new EngineException.NotFound(Kind.IMAGE, "no registry gave the image " + reference, null);
        }
    }

    /** One at a time: who reads an image removes what a broken reading of it has left. */
    @Override
    public synchronized Map<String, byte[]> readFiles(ImageReference image, List<String> paths, Bytes most) {
        return ImageFiles.read(connection, names, image, paths, most);
    }

    @Override
    public void tag(ImageReference image, ImageReference name) {
        int colon = name.value().lastIndexOf(':');
        connection.call(client -> client.tagImageCmd(
                        image.value(),
                        name.value().substring(0, colon),
                        name.value().substring(colon + 1))
                .exec());
    }

    @Override
    public void remove(ImageReference name) {
        connection.find(client -> client.removeImageCmd(name.value()).exec());
    }
}
