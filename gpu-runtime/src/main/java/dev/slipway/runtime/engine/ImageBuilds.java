package dev.slipway.runtime.engine;

import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.imagebuild.BuildSpec;
import dev.slipway.runtime.imagebuild.BuildStep;
import java.io.InputStream;
import java.util.function.Consumer;

/** Makes images. */
public interface ImageBuilds {
    /**
     * Builds an image, and returns it when it is here. Interrupted, it stops the engine's build. One that fails leaves nothing.
     *
     * @param context a tar, the Dockerfile first in it; what the Dockerfile begins with must be here
     * @param log is told what the engine says, line by line
     * @throws EngineException.Refused when a step fails or uses more than it may; the message says what
     */
    LocalImage build(BuildSpec spec, InputStream context, Consumer<String> log);

    /**
     * Runs one step of a build, and answers with the image that it made. One that was made before out of the same image by the
     * same step may serve again. Interrupted, it ends the step. A step that fails leaves nothing.
     *
     * @param log is told what the command writes, line by line
     * @return the engine's id of the image, {@code sha256:…}; it has no name, and goes with the last image that is built on it
     * @throws EngineException.NotFound when its image is not here
     * @throws EngineException.Refused when the command fails or uses more than it may; the message says what
     */
    String step(BuildStep step, Consumer<String> log);
}
