package dev.slipway.trial;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.catalog.RunContract;
import dev.slipway.network.Bridges;
import dev.slipway.operation.OperationReport;
import dev.slipway.operation.Progress;
import dev.slipway.readiness.ServerProbe;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.Container;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerSpec;
import dev.slipway.runtime.engine.ContainerState;
import dev.slipway.runtime.engine.Cpus;
import dev.slipway.runtime.engine.DeviceAccess;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.Limits;
import dev.slipway.runtime.engine.LogLine;
import dev.slipway.runtime.engine.LogQuery;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.engine.VolumeMount;
import dev.slipway.runtime.firewall.WorkspaceFirewall;
import jakarta.enterprise.context.ApplicationScoped;
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

/**
 * Runs an image as a workspace would, with an empty home, a network of its own and no GPU, and says what it saw. Nothing of
 * it stays.
 */
@ApplicationScoped
public class Trial {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(60);
    private static final Duration LONGEST_LOG = Duration.ofSeconds(5);
    private static final String NOBODY_IN_PARTICULAR = "1000:1000";
    private static final int LAST_LINES = 20;
    private static final int MOST_CPUS = 2;
    private static final int PIDS = 512;

    private final ContainerEngine engine;
    private final Bridges bridges;
    private final WorkspaceFirewall firewall;
    private final ObjectMapper json;

    Trial(ContainerEngine engine, Bridges bridges, WorkspaceFirewall firewall, ObjectMapper json) {
        this.engine = engine;
        this.bridges = bridges;
        this.firewall = firewall;
        this.json = json;
    }

    /**
     * Runs it.
     *
     * @param operation whose trial it is; a second one of the same finds what the first, broken one left
     * @param contract how its server is run; empty: it is only looked into
     */
    public TrialReport run(
            String operation, ImageReference image, Optional<RunContract> contract, OperationReport report)
            throws InterruptedException {
        report.progress(Progress.at("a first start of the image"));
        ResourceId id = new ResourceId("check-" + operation);
        clear(id);
        NetworkSpec network = bridges.of(operation);
        try {
            engine.ensureNetwork(network);
            firewall.enforce();
            engine.ensureVolume(id);
            String token = UUID.randomUUID().toString();
            engine.ensureContainer(container(id, image, contract, network.id(), token));
            long began = System.nanoTime();
            try {
                engine.startContainer(id);
            } catch (EngineException.Refused e) {
                return failed("It does not start: " + e.getMessage(), id);
            }
            if (contract.isEmpty()) {
                return new TrialReport(TrialReport.Server.NONE, null, found(id), null, List.of());
            }
            Optional<String> problem = awaitServer(id, contract.get(), token, began);
            double seconds = Math.round((System.nanoTime() - began) / 1e8) / 10.0;
            return problem.isPresent()
                    ? failed(problem.get(), id)
                    : new TrialReport(TrialReport.Server.READY, seconds, found(id), null, List.of());
        } finally {
            boolean interrupted = Thread.interrupted(); // no call to the engine would succeed
            clear(id);
            bridges.leave(operation);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void clear(ResourceId id) {
        engine.removeContainer(id);
        engine.removeVolume(id);
    }

    /** Engines refuse more processors than there are. */
    private Limits limits() {
        int cpus = Math.clamp(engine.info().cpus(), 1, MOST_CPUS);
        return new Limits(Cpus.of(BigDecimal.valueOf(cpus)), Bytes.ofGibi(2), Bytes.ofMebi(64), PIDS);
    }

    private ContainerSpec container(
            ResourceId id, ImageReference image, Optional<RunContract> contract, ResourceId network, String token) {
        Map<String, String> environment = new HashMap<>();
        contract.ifPresent(run -> {
            environment.putAll(run.environment());
            environment.put("HOME", run.home());
            environment.put("JUPYTER_TOKEN", token);
        });
        return new ContainerSpec(
                id,
                image,
                contract.map(RunContract::command).orElse(List.of("sleep", "600")),
                environment,
                "check",
                contract.map(RunContract::user).orElse(NOBODY_IN_PARTICULAR),
                limits(),
                network,
                contract.map(run -> List.of(new VolumeMount(id, run.home(), false)))
                        .orElse(List.of()),
                Map.of("/tmp", Bytes.ofMebi(256), "/var/tmp", Bytes.ofMebi(64), "/run", Bytes.ofMebi(8)),
                List.of(),
                DeviceAccess.NONE);
    }

    /** Empty: it serves. */
    private Optional<String> awaitServer(ResourceId id, RunContract run, String token, long began)
            throws InterruptedException {
        while (System.nanoTime() - began < LONGEST_START.toNanos()) {
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

    private Found found(ResourceId id) {
        try {
            return engine.exec(id, List.of("python3", "-c", Found.SCRIPT), LONGEST_QUESTION)
                    .map(said -> Found.read(said.output(), json))
                    .orElse(Found.NOTHING);
        } catch (EngineException.NotFound | EngineException.Refused e) {
            return Found.NOTHING; // it has no Python, or has ended
        }
    }

    private TrialReport failed(String problem, ResourceId id) throws InterruptedException {
        return new TrialReport(TrialReport.Server.FAILED, null, Found.NOTHING, problem, lastLines(id));
    }

    private List<String> lastLines(ResourceId id) throws InterruptedException {
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
