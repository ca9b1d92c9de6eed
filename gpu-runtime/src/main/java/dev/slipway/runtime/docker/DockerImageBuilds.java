package dev.slipway.runtime.docker;

import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.docker.api.ObjectNames;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.engine.ImageBuilds;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.imagebuild.BuildSpec;
import dev.slipway.runtime.imagebuild.BuildStep;
import java.io.InputStream;
import java.util.function.Consumer;

/** Builds by the engine's classic builder, and steps in containers of their own. */
final class DockerImageBuilds implements ImageBuilds {
    private final DockerConnection connection;
    private final ObjectNames names;
    private final Images images;

    DockerImageBuilds(DockerConnection connection, ObjectNames names, Images images) {
        this.connection = connection;
        this.names = names;
        this.images = images;
    }

    @Override
    public LocalImage build(BuildSpec spec, InputStream context, Consumer<String> log) {
        ImageReference built = ImageBuild.run(connection, names, spec, context, log);
        return images.find(built)
                .orElseThrow(() -> new EngineException.NotFound(
                        Kind.IMAGE, "the engine built " + built + " and has it not", null));
    }

    @Override
    public String step(BuildStep step, Consumer<String> log) {
        return StepRun.run(connection, names, step, log);
    }
}
