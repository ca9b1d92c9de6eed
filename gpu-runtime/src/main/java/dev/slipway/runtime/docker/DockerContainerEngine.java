package dev.slipway.runtime.docker;

import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.docker.api.ObjectNames;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineInfo;
import dev.slipway.runtime.engine.ImageBuilds;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.network.SubnetPool;
import dev.slipway.runtime.quantity.Bytes;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container engine reached over the Docker Engine API, version 1.41 and newer: Docker 20.10 and later, and Podman through its
 * Docker-compatible socket.
 *
 * <p>An object's name is {@code slipway-<installation>-<id>}; the engine refuses a second container or volume of a name, which is what makes
 * two racing creations end with one object.
 */
public final class DockerContainerEngine implements ContainerEngine {
    private final DockerConnection connection;
    private final InstallationId installation;
    private final Containers containers;
    private final Images images;
    private final ImageBuilds builds;
    private final Networks networks;
    private final Volumes volumes;

    /**
     * Connects at the first call, not before.
     *
     * @param socket where the engine listens, {@code unix:///…}
     * @param installation whose objects this engine shows and touches
     * @param subnets where networks take their addresses from
     * @param firewall what walls the networks
     */
    public DockerContainerEngine(URI socket, InstallationId installation, SubnetPool subnets, Firewall firewall) {
        ObjectNames names = new ObjectNames(installation);
        this.connection = new DockerConnection(socket);
        this.installation = installation;
        this.containers = new DockerContainers(connection, names);
        this.images = new DockerImages(connection, names);
        this.builds = new DockerImageBuilds(connection, names, images);
        this.networks = new DockerNetworks(connection, names, subnets, firewall);
        this.volumes = new DockerVolumes(connection, names);
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
    public Containers containers() {
        return containers;
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public ImageBuilds builds() {
        return builds;
    }

    @Override
    public Networks networks() {
        return networks;
    }

    @Override
    public Volumes volumes() {
        return volumes;
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
