package dev.slipway.runtime.engine;

import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.ExecResult;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.container.LogQuery;
import dev.slipway.runtime.container.ResourceUse;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Cpus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The containers of one installation. */
public interface Containers {
    /** All that there are, whether they run or not. */
    @ReadOnly
    List<Container> list();

    @ReadOnly
    Optional<Container> find(ResourceId id);

    /**
     * Makes the container, without starting it.
     *
     * @throws EngineException.NotFound when its image is not here, or its network where the engine looks for that now
     * @throws EngineException.Conflict while one of its name is being removed
     */
    void ensure(ContainerSpec spec);

    /**
     * Starts the container; does nothing while it runs. One that could not be started for want of something stands as created,
     * and may be started again.
     *
     * @throws EngineException.NotFound when there is no such container, or its network is gone
     * @throws EngineException.Conflict while it is paused or being removed
     * @throws EngineException.Refused when its program or a device of it is not there
     */
    void start(ResourceId id);

    /**
     * Asks the main process to end and kills it after the grace; returns when it has ended. Does nothing where nothing runs.
     *
     * @param grace 0 to 60 seconds
     * @throws EngineException.Unavailable when the engine has not managed that ten seconds after the grace
     */
    void stop(ResourceId id, Duration grace);

    /** Removes the container, killing what runs in it; volumes stay. */
    void remove(ResourceId id);

    /**
     * Streams the container's output, line by line, each output's lines in their order. The listener may take its time: what
     * it has not taken waits in the engine.
     *
     * @throws EngineException.NotFound when there is no such container
     */
    @ReadOnly
    Subscription logs(ResourceId id, LogQuery query, StreamListener<LogLine> listener);

    /**
     * Runs a command beside the main process, as the container's user, and waits for its end.
     *
     * @return empty: the command did not end within the deadline, and goes on
     * @throws EngineException.NotFound when there is no such container
     * @throws EngineException.Refused when it does not run
     * @throws EngineException.Conflict while it is paused
     */
    Optional<ExecResult> exec(ResourceId id, List<String> command, Duration deadline);

    /**
     * Reads what the container uses now.
     *
     * @throws EngineException.NotFound when there is no such container or it does not run
     */
    @ReadOnly
    ResourceUse use(ResourceId id);

    /**
     * Holds the container to so many processors from now on.
     *
     * @throws EngineException.NotFound when there is no such container
     * @throws EngineException.Refused when the engine changes no limits of a container that is there
     */
    void limitCpus(ResourceId id, Cpus cpus);

    /** Tells what happens to them from now on. */
    @ReadOnly
    Subscription watch(StreamListener<EngineEvent> listener);
}
