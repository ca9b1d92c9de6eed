package dev.slipway.runtime.inmemory;

import dev.slipway.runtime.engine.ImageBuilds;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.imagebuild.BuildSpec;
import dev.slipway.runtime.imagebuild.BuildStep;
import java.io.InputStream;
import java.util.function.Consumer;

/** Builds of a few words. */
final class InMemoryImageBuilds implements ImageBuilds {
    private final Held held;

    InMemoryImageBuilds(Held held) {
        this.held = held;
    }

    /** Reads {@code FROM}, {@code ENV}, {@code LABEL} and {@code RUN}, one a line; only {@code RUN false} fails. */
    @Override
    public LocalImage build(BuildSpec spec, InputStream context, Consumer<String> log) {
        return SimulatedBuild.run(spec, context, held::image, log, held::put);
    }

    /** Runs {@link SimulatedProgram}'s words; the image that comes of it differs from the other in its digest alone. */
    @Override
    public String step(BuildStep step, Consumer<String> log) {
        LocalImage made = SimulatedBuild.step(held.existingImage(new ImageReference(step.image())), step, log);
        held.put(made);
        return made.digest();
    }
}
