package dev.slipway.runtime.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Statistics;
import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.container.ExecResult;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.container.LogQuery;
import dev.slipway.runtime.container.ResourceUse;
import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.docker.api.EventStream;
import dev.slipway.runtime.docker.api.ExecCall;
import dev.slipway.runtime.docker.api.LogStream;
import dev.slipway.runtime.docker.api.ObjectNames;
import dev.slipway.runtime.docker.api.StatsCall;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Cpus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The containers of one installation. */
final class DockerContainers implements Containers {
    /** What an engine may take to kill a container after its grace. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final DockerConnection connection;
    private final ObjectNames names;
    private final ContainerRequests requests;

    DockerContainers(DockerConnection connection, ObjectNames names) {
        this.connection = connection;
        this.names = names;
        this.requests = new ContainerRequests(names);
    }

    @Override
    public List<Container> list() {
        return connection.call(client ->
                client.listContainersCmd().withShowAll(true).withLabelFilter(List.of(names.label())).exec().stream()
                        .flatMap(listed -> names.idIn(listed.getLabels()).stream())
                        .flatMap(id -> find(id).stream())
                        .toList());
    }

    @Override
    public Optional<Container> find(ResourceId id) {
        return connection.find(client -> {
            InspectContainerResponse seen =
                    client.inspectContainerCmd(names.of(id)).exec();
            return new Container(id, seen.getId(), ContainerStates.of(seen));
        });
    }

    @Override
    public void ensure(ContainerSpec spec) {
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

    /**
     * Waits for a container that another process is just making: its name is taken from the beginning of that, but the container is there
     * only at the end.
     */
    private boolean awaitOneMadeByAnother(ResourceId id) {
        return DockerConnection.awaitThat(() -> find(id).isPresent());
    }

    @Override
    public void start(ResourceId id) {
        connection.call(client -> {
            try {
                return client.startContainerCmd(names.of(id)).exec();
            } catch (NotModifiedException e) {
                return "runs already";
            }
        });
    }

    @Override
    public void stop(ResourceId id, Duration grace) {
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
    public void remove(ResourceId id) {
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
        var container = find(id);
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
            if (find(id).isPresent()) {
                throw new EngineException.Refused("this engine changes no limits of a container that is there", e);
            }
            throw e;
        }
    }

    @Override
    public Subscription watch(StreamListener<EngineEvent> listener) {
        return EventStream.open(connection, names, listener);
    }
}
