package dev.slipway.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.container.LogQuery;
import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.docker.api.JsonCalls;
import dev.slipway.runtime.docker.api.LogStream;
import dev.slipway.runtime.docker.api.ObjectNames;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Interruption;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.firewall.ContainerWall;
import dev.slipway.runtime.firewall.FirewallException;
import dev.slipway.runtime.imagebuild.BuildStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a build's step in a container of Slipway's own and commits what it changed. The engine's builder cannot show a step files
 * or variables that the image does not keep; a container can: its files are bound in under {@code /dev}, which no image has, and
 * its variables are in such a file, which the shell reads first. The engine's configuration of the container, of which a commit
 * keeps parts, has nothing of both.
 */
final class StepRun {
    private static final Logger LOG = LoggerFactory.getLogger(StepRun.class);

    private static final String VARIABLES = "/dev/slipway-variables";
    private static final List<String> SHELL = List.of("/bin/sh", "-c");
    /** Shells that know {@code .} and {@code export}; an image's {@code SHELL} may be any program. */
    private static final Set<String> POSIX_SHELLS = Set.of("sh", "bash", "dash", "ash", "ksh", "zsh");

    private static final int PERIOD_MICROS = 100_000;
    private static final long MOST_PIDS = 4096;

    /** Where a container finds the name server that it asks. */
    private static final String NAME_SERVER = "/etc/resolv.conf";

    private final DockerConnection connection;
    private final JsonCalls calls;
    private final ObjectNames names;
    private final BuildStep step;
    private final Consumer<String> log;
    private final String container;

    private StepRun(DockerConnection connection, ObjectNames names, BuildStep step, Consumer<String> log) {
        this.connection = connection;
        this.calls = new JsonCalls(connection);
        this.names = names;
        this.step = step;
        this.log = log;
        this.container = names.of(step.id());
    }

    static String run(DockerConnection connection, ObjectNames names, BuildStep step, Consumer<String> log) {
        return new StepRun(connection, names, step, log).run();
    }

    private String run() {
        ObjectNode config =
                (ObjectNode) calls.get("/images/" + step.image() + "/json").path("Config");
        StepCache cache = new StepCache(connection, step);
        Optional<String> made = cache.find();
        if (made.isPresent()) {
            log.accept(" ---> Using cache");
            return made.get();
        }
        remove();
        Path variables = writeVariables();
        try {
            create(words(config), variables);
            awaitEnd();
            return commit(config, cache.comment());
        } finally {
            Interruption.putOff(() -> {
                removeQuietly();
                delete(variables);
            });
        }
    }

    /** The command behind a shell that reads the variables, where the image has one. */
    private List<String> words(JsonNode config) {
        String read = ". " + VARIABLES + "\n";
        return switch (step.command()) {
            case BuildStep.Command.Line(String line) -> {
                List<String> shell = shellOf(config);
                String program = Path.of(shell.getFirst()).getFileName().toString();
                yield append(shell, POSIX_SHELLS.contains(program) ? read + line : line);
            }
            case BuildStep.Command.Words(List<String> words) ->
                step.arguments().isEmpty() && step.settings().isEmpty()
                        ? words
                        : Stream.of(append(SHELL, read + "exec \"$@\""), List.of("sh"), words)
                                .flatMap(List::stream)
                                .toList();
        };
    }

    private static List<String> shellOf(JsonNode config) {
        List<String> shell = new ArrayList<>();
        config.path("Shell").forEach(word -> shell.add(word.asText()));
        return shell.isEmpty() ? SHELL : shell;
    }

    private static List<String> append(List<String> words, String last) {
        return Stream.concat(words.stream(), Stream.of(last)).toList();
    }

    /** A file that any user of the container may read, in a folder that no other of the host's may enter. */
    private Path writeVariables() {
        // An argument that someone gave is stronger than what the host says.
        String text = Stream.of(step.settings(), step.arguments())
                .flatMap(values -> values.entrySet().stream())
                .map(variable -> "export " + variable.getKey() + "='"
                        + variable.getValue().replace("'", "'\\''") + "'\n")
                .collect(Collectors.joining());
        try {
            Path folder = Files.createTempDirectory(
                    "step", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path file = Files.writeString(folder.resolve("variables"), text);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException("a build's variables cannot be written", e);
        }
    }

    private static void delete(Path variables) {
        try {
            Files.delete(variables);
            Files.delete(variables.getParent());
        } catch (IOException e) {
            LOG.warn("a build's variables stay file={}", variables, e);
        }
    }

    /** All words are its entry point, so that its command is empty and takes no place in the image that is committed. */
    private void create(List<String> words, Path variables) {
        var bounds = step.bounds();
        Bind[] binds = Stream.concat(Stream.of(new HostFile(variables.toString(), VARIABLES)), step.files().stream())
                .map(file -> new Bind(file.hostPath(), new Volume(file.path()), AccessMode.ro))
                .toArray(Bind[]::new);
        HostConfig host = HostConfig.newHostConfig()
                .withMemory(bounds.memory().value())
                .withMemorySwap(bounds.memory().value())
                .withCpuPeriod((long) PERIOD_MICROS)
                .withCpuQuota(bounds.cpus().millis() * (PERIOD_MICROS / 1000L))
                .withPidsLimit(MOST_PIDS)
                .withOomScoreAdj(ContainerRequests.ENDED_BEFORE_OTHERS)
                .withSecurityOpts(List.of(connection.seccomp()))
                .withNetworkMode(step.network().map(names::of).orElse("host"))
                .withLogConfig(ContainerRequests.boundedLog(connection.logDriver()))
                .withBinds(binds);
        connection.call(client -> client.createContainerCmd(step.image())
                .withName(container)
                .withEntrypoint(words)
                .withCmd(List.of())
                .withHostConfig(host)
                .exec());
    }

    private void awaitEnd() {
        try (var disk = new DiskWatch(step.bounds().disk(), this::written, this::removeQuietly)) {
            connection.call(client -> client.startContainerCmd(container).exec());
            wall();
            follow();
            InspectContainerResponse.ContainerState state = disk.broken().isPresent() ? null : ended();
            if (disk.broken().isPresent()) {
                throw new EngineException.Refused(disk.broken().get(), null);
            }
            requireSuccess(DockerConnection.required(state, "container state"));
        }
    }

    /**
     * Walls the container off from the engine's resolver, if it is shown Slipway's own name server. A step that has ended by now needs no
     * wall.
     */
    private void wall() {
        if (step.files().stream().noneMatch(file -> file.path().equals(NAME_SERVER))) {
            return;
        }
        Long pid = connection.call(client ->
                client.inspectContainerCmd(container).exec().getState().getPidLong());
        try {
            if (pid != null && pid > 0) {
                ContainerWall.build(pid);
            }
        } catch (FirewallException e) {
            LOG.warn("a build's step has no wall container={} cause={}", container, e.getMessage());
        }
    }

    /** Hands on what it writes until it ends. */
    private void follow() {
        CountDownLatch ended = new CountDownLatch(1);
        var listener = new StreamListener<LogLine>() {
            @Override
            public void onItem(LogLine line) {
                log.accept(line.text());
            }

            @Override
            public void onEnd(Optional<EngineException> fault) {
                ended.countDown();
            }
        };
        LogQuery all = new LogQuery(Integer.MAX_VALUE, Optional.empty(), true);
        Subscription logs = LogStream.open(connection, container, all, listener);
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException.Unavailable("interrupted in the middle of a build's step", e);
        } finally {
            logs.close();
        }
    }

    private InspectContainerResponse.ContainerState ended() {
        connection.call(client -> client.waitContainerCmd(container).start().awaitStatusCode());
        return connection.call(
                client -> client.inspectContainerCmd(container).exec().getState());
    }

    private void requireSuccess(InspectContainerResponse.ContainerState state) {
        Long code = state.getExitCodeLong();
        if (Boolean.TRUE.equals(state.getOOMKilled())) {
            throw new EngineException.Refused(
                    "The command '" + written(step.command()) + "' needed more memory than the "
                            + step.bounds().memory() + " that it may use",
                    null);
        }
        if (code == null || code != 0) {
            throw new EngineException.Refused(
                    "The command '" + written(step.command()) + "' returned a non-zero code: " + code, null);
        }
    }

    static String written(BuildStep.Command command) {
        return switch (command) {
            case BuildStep.Command.Line(String line) -> line;
            case BuildStep.Command.Words(List<String> words) -> String.join(" ", words);
        };
    }

    /** What the stage has added to its base so far, and this step to that. */
    private long written() {
        long step = connection
                .find(client -> client.inspectContainerCmd(container)
                        .withSize(true)
                        .exec()
                        .getSizeRw())
                .orElse(0L);
        return step + sizeOf(this.step.image()) - sizeOf(this.step.base());
    }

    private long sizeOf(String image) {
        return connection
                .find(client -> client.inspectImageCmd(image).exec().getSize())
                .orElse(0L);
    }

    /**
     * The image's configuration stays as it was. Docker takes it from the request's body, and the container's where that says
     * nothing: an entry point that is said to be empty is not replaced. Podman reads no body, and goes by {@code changes}; Docker
     * would read its {@code ENTRYPOINT []} as nothing said.
     */
    private String commit(ObjectNode config, String comment) {
        if (!config.path("Entrypoint").isArray()) {
            config.putArray("Entrypoint");
        }
        if (!config.path("Cmd").isArray()) {
            config.putArray("Cmd");
        }
        String changes = connection.isPodman()
                ? "&changes=" + encoded("ENTRYPOINT " + config.get("Entrypoint")) + "&changes="
                        + encoded("CMD " + config.get("Cmd"))
                : "";
        JsonNode made =
                calls.post("/commit?container=" + container + "&pause=0&comment=" + encoded(comment) + changes, config);
        String id = DockerConnection.required(made.path("Id").textValue(), "image id");
        return id.startsWith("sha256:") ? id : "sha256:" + id; // Podman's is without
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void remove() {
        ContainerRemoval.remove(connection, container);
    }

    private void removeQuietly() {
        try {
            remove();
        } catch (EngineException e) {
            LOG.warn("a build's container stays container={} cause={}", container, e.getMessage());
        }
    }
}
