package dev.slipway.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.slipway.runtime.docker.api.DockerConnection;

/** Removes a container with its volumes, whatever still runs in it. */
final class ContainerRemoval {
    private ContainerRemoval() {}

    /**
     * Removes the container. Where another caller is removing it already, waits up to ten seconds until it is gone: "Removal of container
     * … is already in progress" is the engine's answer to the second of two who remove at once. What comes next, such as the removal of
     * its image, would meet it otherwise.
     */
    static void remove(DockerConnection connection, String name) {
        connection.find(client -> {
            try {
                return client.removeContainerCmd(name)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (ConflictException e) {
                if (DockerConnection.awaitThat(() -> isGone(client, name))) {
                    return "removed by another";
                }
                throw e;
            }
        });
    }

    private static boolean isGone(DockerClient client, String name) {
        try {
            client.inspectContainerCmd(name).exec();
            return false;
        } catch (NotFoundException e) {
            return true;
        }
    }
}
