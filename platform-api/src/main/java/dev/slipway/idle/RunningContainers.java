package dev.slipway.idle;

import dev.slipway.activity.ProcessorHistory;
import dev.slipway.activity.Sign;
import dev.slipway.catalog.RunContract;
import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.host.ContainerMeters;
import dev.slipway.runtime.host.ControlGroup;
import dev.slipway.runtime.host.ListeningProcess;
import dev.slipway.runtime.host.ProcessTime;
import dev.slipway.runtime.host.Terminals;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The running containers of workspaces as the kernel shows them. The engine is asked once for each start. */
@ApplicationScoped
class RunningContainers {
    static final String NOT_SEEN = "Its container cannot be looked at";

    private final Containers containers;
    private final Map<WorkspaceId, Running> known = new ConcurrentHashMap<>();

    RunningContainers(Containers containers) {
        this.containers = containers;
    }

    /**
     * One of them.
     *
     * @param engineId the engine's id of the container
     * @param since when the container was started
     * @param pid of its main process
     * @param server the process that listens at the image's port, where it was found
     */
    record Running(String engineId, Instant since, long pid, Optional<ProcessTime> server) {
        /** Whether it still runs. An ended process's id may have gone to another. */
        private boolean isThere() {
            return ControlGroup.containerOf(pid).filter(engineId::equals).isPresent();
        }

        private Running withServer(Optional<RunContract> run) {
            Optional<ProcessTime> now = server.flatMap(
                            before -> ProcessTime.of(before.pid()).filter(found -> found.started() == before.started()))
                    .or(() -> run.flatMap(contract -> ListeningProcess.at(pid, contract.port())));
            return new Running(engineId, since, pid, now);
        }

        /** The processor time of its programs; empty: the kernel does not tell it. */
        Optional<ProcessorHistory.Reading> reading(Instant now) {
            return ContainerMeters.of(pid)
                    .map(ContainerMeters::processorNanos)
                    .filter(nanos -> nanos.isPresent())
                    .map(nanos -> new ProcessorHistory.Reading(now, nanos.getAsLong(), server));
        }

        Sign terminals() {
            try {
                return Terminals.lastUse(pid)
                        .<Sign>map(at -> new Sign.Seen(at, "Terminals are open"))
                        .orElse(new Sign.Quiet("No terminal is open"));
            } catch (IOException e) {
                return new Sign.Unknown(NOT_SEEN);
            }
        }
    }

    /** A workspace's container, with its server as it is now; empty: it cannot be looked at. */
    Optional<Running> of(Workspace workspace, Optional<RunContract> run) {
        Optional<Running> found = Optional.ofNullable(known.get(workspace.id()))
                .filter(Running::isThere)
                .or(() -> ask(workspace.id()).filter(Running::isThere))
                .map(running -> running.withServer(run));
        found.ifPresentOrElse(running -> known.put(workspace.id(), running), () -> known.remove(workspace.id()));
        return found;
    }

    private Optional<Running> ask(WorkspaceId id) {
        try {
            return containers.find(id.resource()).flatMap(RunningContainers::running);
        } catch (EngineException e) {
            return Optional.empty();
        }
    }

    private static Optional<Running> running(Container container) {
        return container.state() instanceof ContainerState.Running state && state.pid() > 0
                ? Optional.of(new Running(container.engineId(), state.since(), state.pid(), Optional.empty()))
                : Optional.empty();
    }

    void keep(Collection<WorkspaceId> running) {
        known.keySet().retainAll(running);
    }
}
