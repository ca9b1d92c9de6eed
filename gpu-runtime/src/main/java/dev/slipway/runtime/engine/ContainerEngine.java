package dev.slipway.runtime.engine;

import dev.slipway.runtime.label.ResourceId;

/**
 * The seam to what runs containers, split by what a caller needs of it. Objects are named by Slipway's own {@link ResourceId}; a call
 * that makes one finds it when it is there already, a call that removes one is content when it is not, so that every call may be
 * repeated after a crash.
 *
 * <p>Every call ends within a deadline of the implementation's, streams excepted. What it throws is an {@link EngineException}, whose
 * shapes say what a caller can do; all calls throw {@link EngineException.Unavailable} when the engine cannot be reached. Each part has
 * a contract, a suite of tests that every implementation passes ({@code ContainersContract} and its neighbours); decision 28 says what
 * of it an engine has to keep that is not Docker.
 */
public interface ContainerEngine extends EngineFacts, AutoCloseable {
    Containers containers();

    Images images();

    ImageBuilds builds();

    Networks networks();

    Volumes volumes();

    @Override
    void close();
}
