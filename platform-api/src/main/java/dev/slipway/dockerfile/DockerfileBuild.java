package dev.slipway.dockerfile;

import dev.slipway.catalog.context.BuildContext;
import dev.slipway.catalog.dockerfile.Dockerfile;
import dev.slipway.catalog.dockerfile.Instruction;
import dev.slipway.catalog.dockerfile.Stage;
import dev.slipway.catalog.dockerfile.Stage.Step;
import dev.slipway.catalog.dockerfile.StageArguments;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageBuilds;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.engine.Interruption;
import dev.slipway.runtime.host.HostSettings;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.imagebuild.BuildSpec;
import dev.slipway.runtime.imagebuild.BuildStep;
import dev.slipway.runtime.label.ResourceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Builds a Dockerfile stage by stage. What stands between two {@code RUN}s, the engine's builder does in one go; each {@code RUN}
 * is a container that Slipway starts and commits, so that it can be shown what the image does not keep: the host's certificates,
 * its proxies and its mirrors. See decision 14.
 */
public final class DockerfileBuild {
    private static final Logger LOG = Logger.getLogger(DockerfileBuild.class);

    private final Images images;
    private final ImageBuilds builds;
    private final Order order;
    private final Consumer<String> log;
    private final int total;
    /** The images of earlier stages, by the names that later ones have for them. */
    private final Map<String, String> stages = new HashMap<>();

    private final List<String> made = new ArrayList<>();

    /**
     * What is to be built.
     *
     * @param tag what the image is called
     * @param dockerfile checked, and its bases by exact names
     * @param arguments for its {@code ARG}s
     * @param context opens its files, a tar, as often as they are asked for
     * @param container the id of the container that its {@code RUN}s run in, one after the other
     * @param network of its steps; empty: the host's own
     * @param settings of the host's that its {@code RUN}s see
     */
    public record Order(
            ImageReference tag,
            Dockerfile dockerfile,
            Map<String, String> arguments,
            Supplier<InputStream> context,
            ResourceId container,
            Optional<ResourceId> network,
            BuildSpec.Bounds bounds,
            HostSettings settings) {}

    private DockerfileBuild(Images images, ImageBuilds builds, Order order, Consumer<String> log) {
        this.images = images;
        this.builds = builds;
        this.order = order;
        this.log = log;
        this.total = order.dockerfile().steps();
    }

    /**
     * Builds the image. An interruption ends the step at work. A build that fails leaves nothing.
     *
     * @param log is told what is done, line by line; a step begins with {@code Step 1/9 : FROM …}
     * @throws EngineException.Refused when a step fails or uses more than it may; the message says what
     */
    public static LocalImage run(Images images, ImageBuilds builds, Order order, Consumer<String> log) {
        return new DockerfileBuild(images, builds, order, log).run();
    }

    private LocalImage run() {
        List<Stage> all = order.dockerfile().stages(order.arguments());
        String built = null;
        try {
            tellWhatStandsBeforeThem();
            for (int i = 0; i < all.size(); i++) {
                Stage stage = all.get(i);
                String image = new StageBuild(stage, i == all.size() - 1).run();
                stages.put(Integer.toString(i), image);
                stage.name().ifPresent(name -> stages.put(name, image));
                built = image;
            }
            return images.find(order.tag())
                    .orElseThrow(() -> new EngineException.NotFound(
                            EngineException.Kind.IMAGE, "the image " + order.tag() + " lost its name", null));
        } finally {
            removeAllBut(built);
        }
    }

    private void tellWhatStandsBeforeThem() {
        int number = 0;
        for (Instruction instruction : order.dockerfile().instructions()) {
            if (instruction instanceof Instruction.From) {
                return;
            }
            begin(
                    ++number,
                    "ARG "
                            + String.join(
                                    " ",
                                    ((Instruction.Arg) instruction).arguments().keySet()));
        }
    }

    private void begin(int number, String text) {
        log.accept("Step " + number + "/" + total + " : " + text);
    }

    /** An image goes with the last that is built on it; of those that are left, the finished one stands on some. */
    private void removeAllBut(@Nullable String built) {
        Interruption.putOff(() ->
                made.reversed().stream().filter(image -> !image.equals(built)).forEach(this::removeQuietly));
    }

    private void removeQuietly(String image) {
        try {
            images.remove(new ImageReference(image));
        } catch (EngineException e) {
            LOG.debugf("a build's image stays image=%s cause=%s", image, e.getMessage());
        }
    }

    /** One stage on its way. */
    private final class StageBuild {
        private final Stage stage;
        private final boolean isLast;
        private final StageArguments arguments = new StageArguments(order.dockerfile(), order.arguments());
        private final List<Step> waiting = new ArrayList<>();
        private String base;
        private String image;

        StageBuild(Stage stage, boolean isLast) {
            this.stage = stage;
            this.isLast = isLast;
            this.base = stages.getOrDefault(stage.base(), stage.base());
            this.image = base;
        }

        String run() {
            begin(stage.from().number(), stage.from().text());
            if (!base.equals("scratch")) {
                base = digestOf(base);
                image = base;
            }
            for (Step step : stage.steps()) {
                if (step.instruction() instanceof Instruction.Run run) {
                    takeWaiting(Optional.empty());
                    begin(step.number(), step.text());
                    image = remember(builds.step(step(run), log));
                } else {
                    waiting.add(step);
                }
            }
            takeWaiting(isLast ? Optional.of(order.tag()) : Optional.empty());
            return image;
        }

        private String digestOf(String name) {
            return images.find(new ImageReference(name))
                    .map(LocalImage::digest)
                    .orElseThrow(() -> new EngineException.Refused("the base " + name + " is not here any more", null));
        }

        private String remember(String id) {
            if (!made.contains(id)) {
                made.add(id);
            }
            return id;
        }

        private BuildStep step(Instruction.Run run) {
            Map<String, String> environment = environment();
            Map<String, String> known = new HashMap<>(arguments.values(environment));
            known.keySet().removeAll(environment.keySet()); // ENV is stronger than ARG
            return new BuildStep(
                    order.container(),
                    image,
                    base.equals("scratch") ? image : base,
                    switch (run.command()) {
                        case Instruction.Command.Shell(String line) -> new BuildStep.Command.Line(line);
                        case Instruction.Command.Exec(List<String> words) -> new BuildStep.Command.Words(words);
                    },
                    known,
                    order.settings().variables(),
                    order.settings().files(),
                    order.bounds(),
                    order.network());
        }

        private Map<String, String> environment() {
            return image.equals("scratch")
                    ? Map.of()
                    : images.find(new ImageReference(image))
                            .map(LocalImage::environment)
                            .orElse(Map.of());
        }

        /** Has the engine's builder do what stands since the last {@code RUN}; a stage's last image may get a name. */
        private void takeWaiting(Optional<ImageReference> tag) {
            if (waiting.isEmpty() && tag.isEmpty()) {
                return;
            }
            List<String> lines = new ArrayList<>();
            if (order.dockerfile().escape() != '\\') {
                lines.add("# escape=" + order.dockerfile().escape());
            }
            lines.add("FROM " + image);
            Map<String, String> given = new HashMap<>(arguments.values(environment()));
            arguments.names().forEach(name -> lines.add("ARG " + name));
            int hidden = 1 + arguments.names().size();
            for (Step step : waiting) {
                if (step.instruction() instanceof Instruction.Arg arg) {
                    arguments.declare(arg);
                    given.putAll(arguments.given(arg));
                }
                lines.add(step.forEngine(from -> stages.getOrDefault(from, from)));
            }
            given.keySet().retainAll(arguments.names());
            BuildSpec spec =
                    new BuildSpec(tag, BuildContext.DOCKERFILE, given, Map.of(), order.bounds(), order.network());
            boolean takesFiles = waiting.stream().anyMatch(Step::takesFiles);
            try (InputStream files = takesFiles ? order.context().get() : BuildContext.empty()) {
                InputStream context = BuildContext.withDockerfile(String.join("\n", lines) + "\n", files);
                var part = new PartLog(hidden, List.copyOf(waiting), DockerfileBuild.this::begin, log);
                image = remember(builds.build(spec, context, part).digest());
            } catch (IOException e) {
                throw new UncheckedIOException("a build's context cannot be read", e);
            }
            waiting.clear();
        }
    }
}
