package dev.slipway.runtime.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.docker.api.ObjectNames;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.runtime.label.ResourceId;
import java.nio.file.Path;
import java.util.List;

/** The volumes of one installation. */
final class DockerVolumes implements Volumes {
    private final DockerConnection connection;
    private final ObjectNames names;

    DockerVolumes(DockerConnection connection, ObjectNames names) {
        this.connection = connection;
        this.names = names;
    }

    @Override
    public List<ResourceId> list() {
        return connection.call(client -> {
            var volumes = client.listVolumesCmd()
                    .withFilter("label", List.of(names.label()))
                    .exec()
                    .getVolumes();
            return volumes == null
                    ? List.<ResourceId>of()
                    : volumes.stream()
                            .flatMap(v -> names.idIn(v.getLabels()).stream())
                            .toList();
        });
    }

    @Override
    public Path ensure(ResourceId id) {
        String path = connection.call(client -> {
            try {
                return client.inspectVolumeCmd(names.of(id)).exec().getMountpoint();
            } catch (NotFoundException e) {
                return client.createVolumeCmd()
                        .withName(names.of(id))
                        .withLabels(names.labels(id))
                        .exec()
                        .getMountpoint();
            }
        });
        return Path.of(DockerConnection.required(path, "volume's directory"));
    }

    @Override
    public void remove(ResourceId id) {
        connection.find(client -> client.removeVolumeCmd(names.of(id)).exec());
    }
}
