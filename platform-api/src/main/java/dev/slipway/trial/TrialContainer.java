package dev.slipway.trial;

import dev.slipway.capacity.Capacity;
import dev.slipway.catalog.RunContract;
import dev.slipway.container.ContainerConfig;
import dev.slipway.container.ContainerStart;
import dev.slipway.container.ContainerStarts;
import dev.slipway.container.ContainerUser;
import dev.slipway.container.LogEnd;
import dev.slipway.container.Scratch;
import dev.slipway.container.Server;
import dev.slipway.container.Terms;
import dev.slipway.holder.Holder;
import dev.slipway.home.Homes;
import dev.slipway.readiness.Pace;
import dev.slipway.readiness.ServerProbe;
import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.container.ExecResult;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The container of a trial and the home in it, which have one name: one of each at a time, run as a workspace's are. */
final class TrialContainer {
    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(60);
    private static final String HOSTNAME = "check";
    private static final int LAST_LINES = 20;
    private static final int MOST_CHARACTERS = 16 * 1024;

    /** Twice what a workspace has that asks for nothing: who launches may ask for more, an image that is refused may not be. */
    private static final Bytes MEMORY = Bytes.ofGibi(2);

    private static final int MOST_CPUS = 2;

    private final Containers containers;
    private final Volumes volumes;
    private final ContainerStarts starts;
    private final Homes homes;
    private final ContainerConfig config;
    private final Holder holder;
    private final ResourceId id;
    private final Capacity has;
    private long began;

    /**
     * One that is not made yet.
     *
     * @param has processors and memory of its own
     */
    TrialContainer(
            Containers containers,
            Volumes volumes,
            ContainerStarts starts,
            Homes homes,
            ContainerConfig config,
            Holder holder,
            Capacity has) {
        this.containers = containers;
        this.volumes = volumes;
        this.starts = starts;
        this.homes = homes;
        this.config = config;
        this.holder = holder;
        this.id = holder.container();
        this.has = has;
    }

    /**
     * What one may use.
     *
     * @param cpus how many the engine has, which refuses more
     */
    static Capacity wanted(int cpus) {
        return Capacity.of(Cpus.of(BigDecimal.valueOf(Math.clamp(cpus, 1, MOST_CPUS))), MEMORY);
    }

    /** Since it was started last, to a tenth. */
    double seconds() {
        return Math.round((System.nanoTime() - began) / 1e8) / 10.0;
    }

    /** Removes it, and leaves its home. */
    void remove() {
        containers.remove(id);
    }

    /** Starts an image's server and waits for its first answer; empty: it serves. */
    Optional<String> serve(Server server) throws InterruptedException {
        String token = UUID.randomUUID().toString();
        Optional<String> fault =
                start(start -> start.of(server, terms(start.userOf(server, homes.uidOfTrials()), token)));
        return fault.isPresent() ? fault : awaitServer(server.run(), token);
    }

    /** Starts the container without any program of the image's own and without a home; empty: it runs. */
    Optional<String> idle(LocalImage image) throws InterruptedException {
        return start(start -> start.idle(image, terms(ContainerUser.alone(homes.uidOfTrials()), "")));
    }

    /** The terms of a container for the trials' own user, without any of the extras that a launch may ask for. */
    private Terms terms(ContainerUser user, String token) {
        return new Terms(
                HOSTNAME,
                user,
                new Limits(has.cpus(), has.memory(), Scratch.shared(has.memory()), config.pids()),
                Map.of(),
                token,
                Optional.empty(),
                DeviceAccess.NONE);
    }

    /**
     * Makes the container and starts it. Its home has the container's id as its name, is made where it does not exist, and is given to
     * the container's user.
     */
    private Optional<String> start(Function<ContainerStart, ContainerSpec> run) throws InterruptedException {
        int uid = homes.uidOfTrials();
        try (ContainerStart start = starts.begin(holder, id)) {
            Path home = start.make(run.apply(start));
            homes.give(home, uid);
            try {
                began = start.start();
            } catch (EngineException.Refused e) {
                return Optional.of("It does not start: " + e.getMessage());
            }
            if (!homes.belongsTo(home, uid)) {
                homes.give(home, uid); // Podman fills an empty volume only now
            }
            return Optional.empty();
        }
    }

    /** Replaces the home with one like a long-standing user's: it has a file in it, and nothing that this image brings. */
    void useHome() throws InterruptedException {
        remove();
        volumes.remove(id);
        Path home = volumes.ensure(id);
        try {
            Files.writeString(home.resolve(".profile"), "# A home that is in use.\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the home of a trial cannot be written", e);
        }
    }

    private Optional<String> awaitServer(RunContract run, String token) throws InterruptedException {
        long end = System.nanoTime() + config.startTimeout().toNanos();
        while (System.nanoTime() < end) {
            Optional<Container> container = containers.find(id);
            if (container.isEmpty()) {
                return Optional.of("Its container is gone");
            }
            switch (container.get().state()) {
                case ContainerState.Exited exited -> {
                    return Optional.of("Its server ended with " + exited.exitCode()
                            + (exited.outOfMemory() ? ", out of memory" : "") + " before it served");
                }
                case ContainerState.Running running -> {
                    if (running.endpoint(run.port())
                            .filter(endpoint -> ServerProbe.serves(run, endpoint, token))
                            .isPresent()) {
                        return Optional.empty();
                    }
                }
                case ContainerState.Created created -> {}
            }
            // Nothing tells when a server serves; it is asked.
            Thread.sleep(Pace.betweenAsks(Duration.ofNanos(System.nanoTime() - began), 1));
        }
        return Optional.of("Nothing answered at port " + run.port() + ", path " + run.readyPath() + ", within "
                + config.startTimeout().toSeconds() + " seconds");
    }

    /** Asks a program in it; empty: it has no such program, has ended, or does not say within a minute. */
    Optional<ExecResult> ask(String... command) {
        try {
            return containers.exec(id, List.of(command), LONGEST_QUESTION);
        } catch (EngineException.NotFound | EngineException.Refused e) {
            return Optional.empty();
        }
    }

    /** The last lines that it wrote, as far as they can be read. */
    List<String> lastLines() throws InterruptedException {
        LogEnd end = new LogEnd(MOST_CHARACTERS, LAST_LINES);
        end.read(containers, id, UnaryOperator.identity());
        return end.text().stream().flatMap(String::lines).toList();
    }
}
