package dev.slipway.trial;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.RunContract;
import dev.slipway.container.Packages;
import dev.slipway.container.Scratch;
import dev.slipway.container.SearchPath;
import dev.slipway.home.Accounts;
import dev.slipway.home.Homes;
import dev.slipway.readiness.ServerProbe;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.Container;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerSpec;
import dev.slipway.runtime.engine.ContainerState;
import dev.slipway.runtime.engine.Cpus;
import dev.slipway.runtime.engine.DeviceAccess;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ExecResult;
import dev.slipway.runtime.engine.HostFile;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.Limits;
import dev.slipway.runtime.engine.LocalImage;
import dev.slipway.runtime.engine.LogLine;
import dev.slipway.runtime.engine.LogQuery;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.engine.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The container of a trial and the home in it, which have one name: one of each at a time, made as a workspace's are. */
final class TrialContainer {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(60);
    private static final Duration LONGEST_LOG = Duration.ofSeconds(5);
    private static final ImageName NOBODYS = new ImageName("check");
    private static final List<String> NOTHING = List.of("sleep", "600");
    private static final int LAST_LINES = 20;
    private static final int MOST_CPUS = 2;
    private static final int PIDS = 512;

    private final ContainerEngine engine;
    private final Homes homes;
    private final Accounts accounts;
    private final ResourceId id;
    private final ResourceId network;
    private final List<HostFile> files;
    private long began;

    TrialContainer(
            ContainerEngine engine,
            Homes homes,
            Accounts accounts,
            ResourceId id,
            ResourceId network,
            List<HostFile> files) {
        this.engine = engine;
        this.homes = homes;
        this.accounts = accounts;
        this.id = id;
        this.network = network;
        this.files = files;
    }

    /** Since it was started last, to a tenth. */
    double seconds() {
        return Math.round((System.nanoTime() - began) / 1e8) / 10.0;
    }

    /** Removes it, and leaves its home. */
    void remove() {
        engine.removeContainer(id);
    }

    /** Starts an image's server and waits for its first answer; empty: it serves. */
    Optional<String> serve(ImageReference image, RunContract run) throws InterruptedException {
        String token = UUID.randomUUID().toString();
        String searchPath = SearchPath.of(
                engine.findImage(image).map(LocalImage::environment).orElse(Map.of()), run.environment());
        Packages packages = Packages.of(run, NOBODYS, Optional.empty(), searchPath);
        Map<String, String> environment = new HashMap<>(packages.variables());
        environment.putAll(run.environment());
        environment.put("HOME", run.home());
        environment.put("JUPYTER_TOKEN", token);
        Optional<String> fault = start(image, packages.command(), environment, Optional.of(run));
        return fault.isPresent() ? fault : awaitServer(run, token);
    }

    /** Starts nothing of an image's own, and gives it no home; empty: it runs. */
    Optional<String> idle(ImageReference image) throws InterruptedException {
        return start(image, NOTHING, Map.of(), Optional.empty());
    }

    /** Makes it and starts it, as a user who is nobody else; its home is made where there is none, and is that user's. */
    private Optional<String> start(
            ImageReference image, List<String> command, Map<String, String> environment, Optional<RunContract> run)
            throws InterruptedException {
        int uid = homes.uidOfTrials();
        Path home = engine.ensureVolume(id);
        engine.ensureContainer(new ContainerSpec(
                id,
                image,
                command,
                environment,
                "check",
                uid
                        + run.map(RunContract::user)
                                .map(user -> user.substring(user.indexOf(':')))
                                .orElse(":" + uid),
                limits(),
                network,
                run.map(contract -> List.of(new VolumeMount(id, contract.home(), false)))
                        .orElse(List.of()),
                Scratch.beside(files, limits()),
                Stream.concat(
                                files.stream(),
                                run.stream().flatMap(contract -> accounts.of(image, contract, uid).stream()))
                        .toList(),
                DeviceAccess.NONE));
        homes.give(home, uid);
        began = System.nanoTime();
        try {
            engine.startContainer(id);
        } catch (EngineException.Refused e) {
            return Optional.of("It does not start: " + e.getMessage());
        }
        if (!homes.belongsTo(home, uid)) {
            homes.give(home, uid); // Podman fills an empty volume only now
        }
        return Optional.empty();
    }

    /** A home as users have one who did not come yesterday: there is something in it, and nothing of what this image brings. */
    void useHome() throws InterruptedException {
        remove();
        engine.removeVolume(id);
        Path home = engine.ensureVolume(id);
        try {
            Files.writeString(home.resolve(".profile"), "# A home that is in use.\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the home of a trial cannot be written", e);
        }
    }

    /** Engines refuse more processors than there are. */
    private Limits limits() {
        int cpus = Math.clamp(engine.info().cpus(), 1, MOST_CPUS);
        return new Limits(Cpus.of(BigDecimal.valueOf(cpus)), Bytes.ofGibi(2), Bytes.ofMebi(64), PIDS);
    }

    private Optional<String> awaitServer(RunContract run, String token) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < end) {
            Optional<Container> container = engine.findContainer(id);
            if (container.isEmpty()) {
                return Optional.of("Its container is gone");
            }
            switch (container.get().state()) {
                case ContainerState.Exited exited -> {
                    return Optional.of("Its server ended with " + exited.exitCode()
                            + (exited.outOfMemory() ? ", out of memory" : "") + " before it served");
                }
                case ContainerState.Running running -> {
                    if (running.address()
                            .filter(address -> ServerProbe.serves(run, address, token))
                            .isPresent()) {
                        return Optional.empty();
                    }
                }
                case ContainerState.Created created -> {}
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        return Optional.of("Nothing answered at port " + run.port() + ", path " + run.readyPath() + ", within "
                + LONGEST_START.toSeconds() + " seconds");
    }

    /** Asks a program in it; empty: it has no such program, has ended, or does not say within a minute. */
    Optional<ExecResult> ask(String... command) {
        try {
            return engine.exec(id, List.of(command), LONGEST_QUESTION);
        } catch (EngineException.NotFound | EngineException.Refused e) {
            return Optional.empty();
        }
    }

    /** The last lines that it wrote. */
    List<String> lastLines() throws InterruptedException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch ended = new CountDownLatch(1);
        Subscription logs;
        try {
            logs = engine.logs(id, new LogQuery(LAST_LINES, Optional.empty(), false), new StreamListener<>() {
                @Override
                public void onItem(LogLine line) {
                    lines.add(line.text());
                }

                @Override
                public void onEnd(Optional<EngineException> fault) {
                    ended.countDown();
                }
            });
        } catch (EngineException.NotFound e) {
            return List.of();
        }
        try {
            if (!ended.await(LONGEST_LOG.toMillis(), TimeUnit.MILLISECONDS)) {
                lines.add("…");
            }
        } finally {
            logs.close();
        }
        return List.copyOf(lines);
    }
}
