package dev.slipway.runtime.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.docker.api.DockerConnection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a container's state from the engine's answer to "inspect". */
final class ContainerStates {
    private static final long FAILED_IN_THE_ENGINE = 128;

    private ContainerStates() {}

    static ContainerState of(InspectContainerResponse seen) {
        var state = DockerConnection.required(seen.getState(), "container state");
        String status = Objects.requireNonNullElse(state.getStatus(), "created");
        return switch (status) {
            case "running", "paused", "restarting" ->
                new ContainerState.Running(
                        timeOf(state.getStartedAt()), hostOf(seen), Objects.requireNonNullElse(state.getPidLong(), 0L));
            case "exited", "dead", "removing", "stopped", "stopping" -> exited(state);
            default -> neverStarted(state) ? new ContainerState.Created() : exited(state);
        };
    }

    /**
     * A container whose start failed stands as "created" too, with an exit code: 126 or 127 where its program cannot be run;
     * {@value #FAILED_IN_THE_ENGINE} for all else, such as a network that was gone, after which it can be started as ever.
     */
    private static boolean neverStarted(InspectContainerResponse.ContainerState state) {
        Long code = state.getExitCodeLong();
        return code == null || code == 0 || code == FAILED_IN_THE_ENGINE;
    }

    private static ContainerState exited(InspectContainerResponse.ContainerState state) {
        long code = Objects.requireNonNullElse(state.getExitCodeLong(), 0L);
        return new ContainerState.Exited(
                (int) code, Boolean.TRUE.equals(state.getOOMKilled()), timeOf(state.getFinishedAt()));
    }

    private static Optional<String> hostOf(InspectContainerResponse seen) {
        var settings = seen.getNetworkSettings();
        if (settings == null || settings.getNetworks() == null) {
            return Optional.empty();
        }
        return settings.getNetworks().values().stream()
                .map(ContainerNetwork::getIpAddress)
                .filter(address -> address != null && !address.isEmpty())
                .findFirst();
    }

    private static Instant timeOf(@Nullable String rfc3339) {
        if (rfc3339 == null || rfc3339.isEmpty()) {
            return Instant.EPOCH;
        }
        try {
            return OffsetDateTime.parse(rfc3339).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
