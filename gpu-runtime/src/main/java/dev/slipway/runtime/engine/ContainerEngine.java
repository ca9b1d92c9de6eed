package dev.slipway.runtime.engine;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The seam to what runs containers. Objects are named by Slipway's own {@link ResourceId}; a call that makes one finds it when it is there
 * already, a call that removes one is content when it is not, so that every call may be repeated after a crash.
 *
 * <p>Every call ends within a deadline of the implementation's, streams excepted. All throw {@link EngineException.Unavailable} when the
 * engine cannot be reached. {@code ContainerEngineContract} says the rest, and every implementation passes it.
 */
public interface ContainerEngine extends AutoCloseable {
    @ReadOnly
    EngineInfo info();

    @ReadOnly
    Optional<LocalImage> findImage(ImageReference reference);

    /** The images that the engine holds, each once. */
    @ReadOnly
    List<ListedImage> images();

    /**
     * Brings an image from its registry, and returns when it is here. What a broken pull had brought is not brought again.
     * Interrupted, it stops the engine's pull.
     *
     * @param login what the registry is shown; empty: nothing
     * @throws EngineException.NotFound when its registry does not have it or does not show it
     * @throws EngineException.Refused when the engine cannot keep it: its disk is full, say
     * @throws EngineException.Unavailable when the registry cannot be reached, has trouble or wants to be left alone
     */
    void pullImage(ImageReference reference, Optional<RegistryLogin> login, Consumer<PullProgress> progress);

    /**
     * Reads files of an image, of which nothing is run.
     *
     * @param paths absolute
     * @param most larger ones are left out
     * @return what is in those that are there and are files, not links to such
     * @throws EngineException.NotFound when there is no such image
     * @throws EngineException.Conflict while another reads files of it
     */
    Map<String, byte[]> readFiles(ImageReference image, List<String> paths, Bytes most);

    /**
     * Gives an image that is here a further name, which keeps it from being cleared away as nobody's.
     *
     * @param name a repository and a tag
     * @throws EngineException.NotFound when there is no such image
     */
    void tagImage(ImageReference image, ImageReference name);

    /**
     * Takes a name away from an image, and with the last one the image; its layers stay as far as others have them. Does
     * nothing where there is no such name.
     *
     * @throws EngineException.Conflict while a container is of it
     */
    void removeImage(ImageReference name);

    /**
     * Builds an image, and returns it when it is here. Interrupted, it stops the engine's build. One that fails leaves nothing.
     *
     * @param context a tar, the Dockerfile first in it; what the Dockerfile begins with must be here
     * @param log is told what the engine says, line by line
     * @throws EngineException.Refused when a step fails or uses more than it may; the message says what
     */
    LocalImage buildImage(BuildSpec spec, InputStream context, Consumer<String> log);

    /**
     * Runs one step of a build, and answers with the image that it made. One that was made before out of the same image by the
     * same step may serve again. Interrupted, it ends the step. A step that fails leaves nothing.
     *
     * @param log is told what the command writes, line by line
     * @return the engine's id of the image, {@code sha256:…}; it has no name, and goes with the last image that is built on it
     * @throws EngineException.NotFound when its image is not here
     * @throws EngineException.Refused when the command fails or uses more than it may; the message says what
     */
    String buildStep(BuildStep step, Consumer<String> log);

    @ReadOnly
    List<ResourceId> networks();

    void ensureNetwork(NetworkSpec spec);

    /**
     * Removes the network.
     *
     * @throws EngineException.Conflict while a container is connected to it
     */
    void removeNetwork(ResourceId id);

    @ReadOnly
    List<ResourceId> volumes();

    /**
     * Makes an empty volume, which takes its first content and owner from the image's directory at which it is first mounted:
     * Docker's when a container that mounts it is made, Podman's when that is started.
     *
     * @return the directory of what is in it, on the engine's machine
     */
    Path ensureVolume(ResourceId id);

    /**
     * Removes the volume and what is in it.
     *
     * @throws EngineException.Conflict while a container mounts it
     */
    void removeVolume(ResourceId id);

    @ReadOnly
    List<Container> containers();

    @ReadOnly
    Optional<Container> findContainer(ResourceId id);

    /**
     * Makes the container, without starting it.
     *
     * @throws EngineException.NotFound when its image is not here, or its network where the engine looks for that now
     * @throws EngineException.Conflict while one of its name is being removed
     */
    void ensureContainer(ContainerSpec spec);

    /**
     * Starts the container; does nothing while it runs. One that could not be started for want of something stands as created,
     * and may be started again.
     *
     * @throws EngineException.NotFound when there is no such container, or its network is gone
     * @throws EngineException.Conflict while it is paused or being removed
     * @throws EngineException.Refused when its program or a device of it is not there
     */
    void startContainer(ResourceId id);

    /**
     * Asks the main process to end and kills it after the grace; returns when it has ended. Does nothing where nothing runs.
     *
     * @param grace 0 to 60 seconds
     * @throws EngineException.Unavailable when the engine has not managed that ten seconds after the grace
     */
    void stopContainer(ResourceId id, Duration grace);

    /** Removes the container, killing what runs in it; volumes stay. */
    void removeContainer(ResourceId id);

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
     * @throws EngineException.Refused when the engine changes no limits of a container that is there, as Podman 4
     */
    void limitCpus(ResourceId id, Cpus cpus);

    /** Tells what happens to this installation's containers from now on. */
    @ReadOnly
    Subscription watch(StreamListener<EngineEvent> listener);

    @ReadOnly
    @Override
    void close();
}
