package dev.slipway.trial;

import dev.slipway.catalog.RunContract;
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
import dev.slipway.runtime.engine.LogLine;
import dev.slipway.runtime.engine.LogQuery;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.engine.VolumeMount;
import java.math.BigDecimal;
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

/** The container of a trial and the home in it, which have one name: one of each at a time, made as a workspace's are. */
final class TrialContainer {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(60);
    private static final Duration LONGEST_LOG = Duration.ofSeconds(5);
    private static final List<String> NOTHING = List.of("sleep", "600");
    private static final int LAST_LINES = 20;
    private static final int MOST_CPUS = 2;
    private static final int PIDS = 512;

    private final ContainerEngine engine;
    private final ResourceId id;
    private final ResourceId network;
    private final List<HostFile> files;
    private long began;

    TrialContainer(ContainerEngine engine, ResourceId id, ResourceId network, List<HostFile> files) {
        this.engine = engine;
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
        Map<String, String> environment = environment(run);
        environment.put("JUPYTER_TOKEN", token);
        Optional<String> fault = start(image, run.command(), environment, run.user(), Optional.of(run.home()));
        return fault.isPresent() ? fault : awaitServer(run, token);
    }

    /** Starts nothing of an image's own, as the user and with the home that its server would have; empty: it runs. */
    Optional<String> idle(ImageReference image, RunContract run) {
        return start(image, NOTHING, environment(run), run.user(), Optional.of(run.home()));
    }

    /** Starts nothing of an image's own, and gives it no home; empty: it runs. */
    Optional<String> idle(ImageReference image, String user) {
        return start(image, NOTHING, Map.of(), user, Optional.empty());
    }

    private static Map<String, String> environment(RunContract run) {
        Map<String, String> environment = new HashMap<>(run.environment());
        environment.put("HOME", run.home());
        return environment;
    }

    /** Makes it and starts it; its home is made where there is none. */
    Optional<String> start(
            ImageReference image,
            List<String> command,
            Map<String, String> environment,
            String user,
            Optional<String> home) {
        engine.ensureVolume(id);
        engine.ensureContainer(new ContainerSpec(
                id,
                image,
                command,
                environment,
                "check",
                user,
                limits(),
                network,
                home.map(path -> List.of(new VolumeMount(id, path, false))).orElse(List.of()),
                Map.of("/tmp", Bytes.ofMebi(256), "/var/tmp", Bytes.ofMebi(64), "/run", Bytes.ofMebi(8)),
                files,
                DeviceAccess.NONE));
        began = System.nanoTime();
        try {
            engine.startContainer(id);
            return Optional.empty();
        } catch (EngineException.Refused e) {
            return Optional.of("It does not start: " + e.getMessage());
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
