package dev.slipway.runtime.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.RootFS;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.Version;
import dev.slipway.runtime.engine.BuildSpec;
import dev.slipway.runtime.engine.BuildStep;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.Container;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerSpec;
import dev.slipway.runtime.engine.ContainerState;
import dev.slipway.runtime.engine.Cpus;
import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.engine.EngineInfo;
import dev.slipway.runtime.engine.ExecResult;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.InstallationId;
import dev.slipway.runtime.engine.ListedImage;
import dev.slipway.runtime.engine.LocalImage;
import dev.slipway.runtime.engine.LogLine;
import dev.slipway.runtime.engine.LogQuery;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.PullProgress;
import dev.slipway.runtime.engine.RegistryLogin;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.engine.ResourceUse;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.network.SubnetPool;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A container engine reached over the Docker Engine API, version 1.41 and newer: Docker 20.10 and later, and Podman through its
 * Docker-compatible socket.
 *
 * <p>An object's name is {@code slipway-<installation>-<id>}; the engine refuses a second container or volume of a name, which is what makes
 * two racing creations end with one object.
 */
public final class DockerContainerEngine implements ContainerEngine {
    /** What an engine may take to kill a container after its grace. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final DockerConnection connection;
    private final InstallationId installation;
    private final Networks networks;
    private final ObjectNames names;
    private final ContainerRequests requests;

    /**
     * Connects at the first call, not before.
     *
     * @param socket where the engine listens, {@code unix:///…}
     * @param installation whose objects this engine shows and touches
     * @param subnets where networks take their addresses from
     */
    public DockerContainerEngine(URI socket, InstallationId installation, SubnetPool subnets) {
        this.connection = new DockerConnection(socket);
        this.installation = installation;
        this.networks = new Networks(connection, new ObjectNames(installation), subnets);
        this.names = new ObjectNames(installation);
        this.requests = new ContainerRequests(names);
    }

    @Override
    public EngineInfo info() {
        return connection.call(client -> {
            Info info = client.infoCmd().exec();
            Version version = client.versionCmd().exec();
            return new EngineInfo(
                    connection.isPodman() ? "podman" : "docker",
                    known(version.getVersion()),
                    connection.apiVersion(),
                    known(info.getOperatingSystem()),
                    known(version.getKernelVersion()),
                    Optional.ofNullable(info.getNCPU()).orElse(0),
                    new Bytes(Optional.ofNullable(info.getMemTotal()).orElse(0L)),
                    Optional.ofNullable(info.getDockerRootDir())
                            .filter(text -> !text.isEmpty())
                            .map(Path::of),
                    givesByCdi(info, known(version.getVersion())),
                    unpacksZstd(known(version.getVersion())));
        });
    }

    /** Docker names the directories that it reads, where its administrator let it; Podman's API takes names from version 5 on. */
    private boolean givesByCdi(Info info, String version) {
        return connection.isPodman()
                ? version.matches("([5-9]|\\d\\d)\\..*")
                : info.getRawValues().get("CDISpecDirs") instanceof List<?> directories && !directories.isEmpty();
    }

    /** Docker does from version 23 on, see https://github.com/moby/moby/pull/41759. */
    private boolean unpacksZstd(String version) {
        return connection.isPodman() || !version.matches("(1?\\d|2[0-2])\\..*");
    }

    private static String known(@Nullable String value) {
        return value == null ? "unknown" : value;
    }

    @Override
    public Optional<LocalImage> findImage(ImageReference reference) {
        return connection.find(client -> {
            var image = client.inspectImageCmd(reference.value()).exec();
            Optional<ContainerConfig> config = Optional.ofNullable(image.getConfig());
            return new LocalImage(
                    reference,
                    DockerConnection.required(image.getId(), "image id"),
                    new Bytes(Optional.ofNullable(image.getSize()).orElse(0L)),
                    config.map(ContainerConfig::getLabels).orElse(Map.of()),
                    config.map(ContainerConfig::getEnv)
                            .map(DockerContainerEngine::variables)
                            .orElse(Map.of()),
                    config.map(ContainerConfig::getOnBuild).map(List::of).orElse(List.of()),
                    Optional.ofNullable(image.getRootFS())
                            .map(RootFS::getLayers)
                            .orElse(List.of()));
        });
    }

    @Override
    public List<ListedImage> images() {
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
    public void pullImage(ImageReference reference, Optional<RegistryLogin> login, Consumer<PullProgress> progress) {
        ImagePull.run(connection, reference, login, progress);
        if (findImage(reference).isEmpty()) {
            throw new EngineException.NotFound(Kind.IMAGE, "no registry gave the image " + reference, null);
        }
    }

    /** One at a time: who reads an image removes what a broken reading of it has left. */
    @Override
    public synchronized Map<String, byte[]> readFiles(ImageReference image, List<String> paths, Bytes most) {
        return ImageFiles.read(connection, names, image, paths, most);
    }

    @Override
    public void tagImage(ImageReference image, ImageReference name) {
        int colon = name.value().lastIndexOf(':');
        connection.call(client -> client.tagImageCmd(
                        image.value(),
                        name.value().substring(0, colon),
                        name.value().substring(colon + 1))
                .exec());
    }

    @Override
    public void removeImage(ImageReference name) {
        connection.find(client -> client.removeImageCmd(name.value()).exec());
    }

    @Override
    public LocalImage buildImage(BuildSpec spec, InputStream context, Consumer<String> log) {
        ImageReference built = ImageBuild.run(connection, names, spec, context, log);
        return findImage(built)
                .orElseThrow(() -> new EngineException.NotFound(
                        Kind.IMAGE, "the engine built " + built + " and has it not", null));
    }

    @Override
    public String buildStep(BuildStep step, Consumer<String> log) {
        return StepRun.run(connection, names, step, log);
    }

    @Override
    public List<ResourceId> networks() {
        return networks.all();
    }

    @Override
    public void ensureNetwork(NetworkSpec spec) {
        networks.ensure(spec);
    }

    @Override
    public void removeNetwork(ResourceId id) {
        networks.remove(id);
    }

    @Override
    public List<ResourceId> volumes() {
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
    public Path ensureVolume(ResourceId id) {
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
    public void removeVolume(ResourceId id) {
        connection.find(client -> client.removeVolumeCmd(names.of(id)).exec());
    }

    @Override
    public List<Container> containers() {
        return connection.call(client ->
                client.listContainersCmd().withShowAll(true).withLabelFilter(List.of(names.label())).exec().stream()
                        .flatMap(listed -> names.idIn(listed.getLabels()).stream())
                        .flatMap(id -> findContainer(id).stream())
                        .toList());
    }

    @Override
    public Optional<Container> findContainer(ResourceId id) {
        return connection.find(client -> {
            InspectContainerResponse seen =
                    client.inspectContainerCmd(names.of(id)).exec();
            return new Container(id, seen.getId(), ContainerStates.of(seen));
        });
    }

    @Override
    public void ensureContainer(ContainerSpec spec) {
        connection.call(client -> {
            try {
                return requests.create(client, spec, connection).exec();
            } catch (DockerException e) {
                if (isNameTaken(e) && awaitOneMadeByAnother(spec.id())) {
                    return "present";
                }
                throw e;
            }
        });
    }

    /** Docker answers 409 to a name in use; Podman answers 500 and says so in words. */
    private static boolean isNameTaken(DockerException fault) {
        return fault instanceof ConflictException
                || String.valueOf(fault.getMessage()).contains("already in use");
    }

    /** The name is taken from the beginning of another's creation; the container is there at its end. */
    private boolean awaitOneMadeByAnother(ResourceId id) {
        return DockerConnection.awaitThat(() -> findContainer(id).isPresent());
    }

    @Override
    public void startContainer(ResourceId id) {
        connection.call(client -> {
            try {
                return client.startContainerCmd(names.of(id)).exec();
            } catch (NotModifiedException e) {
                return "runs already";
            }
        });
    }

    @Override
    public void stopContainer(ResourceId id, Duration grace) {
        connection.findWithin(grace.plus(SLACK), client -> {
            try {
                return client.stopContainerCmd(names.of(id))
                        .withTimeout((int) grace.toSeconds())
                        .exec();
            } catch (NotModifiedException e) {
                return "stopped already";
            }
        });
    }

    @Override
    public void removeContainer(ResourceId id) {
        ContainerRemoval.remove(connection, names.of(id));
    }

    @Override
    public Subscription logs(ResourceId id, LogQuery query, StreamListener<LogLine> listener) {
        return LogStream.open(connection, names.of(id), query, listener);
    }

    @Override
    public Optional<ExecResult> exec(ResourceId id, List<String> command, Duration deadline) {
        return ExecCall.run(connection, names.of(id), command, deadline);
    }

    @Override
    public ResourceUse use(ResourceId id) {
        var container = findContainer(id);
        if (container.isEmpty() || !(container.get().state() instanceof ContainerState.Running)) {
            throw new EngineException.NotFound(Kind.CONTAINER, "container " + id + " does not run", null);
        }
        Statistics statistics = StatsCall.run(connection, names.of(id));
        return StatsCall.read(statistics);
    }

    @Override
    public void limitCpus(ResourceId id, Cpus cpus) {
        try {
            connection.call(client -> client.updateContainerCmd(names.of(id))
                    .withNanoCPUs(cpus.nanos())
                    .exec());
        } catch (EngineException.NotFound e) {
            if (findContainer(id).isPresent()) {
                throw new EngineException.Refused("this engine changes no limits of a container that is there", e);
            }
            throw e;
        }
    }

    @Override
    public Subscription watch(StreamListener<EngineEvent> listener) {
        return EventStream.open(connection, names, listener);
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return "DockerContainerEngine[" + installation + "]";
    }
}
