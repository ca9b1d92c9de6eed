package dev.slipway.trial;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.catalog.RunContract;
import dev.slipway.network.Bridges;
import dev.slipway.network.Resolver;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationEnded;
import dev.slipway.operation.OperationReport;
import dev.slipway.operation.Progress;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ExecResult;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.firewall.WorkspaceFirewall;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Runs an image as workspaces would, with a network of its own and no GPU, and says what it saw: once with an empty home, as a
 * new user has, and once with a home that another image has made. Nothing of it stays.
 */
@ApplicationScoped
public class Trial {
    private static final Logger LOG = Logger.getLogger(Trial.class);
    private static final String NOBODY_IN_PARTICULAR = "1000:1000";

    /** What is there stays; an empty home is the next image's to give away. */
    private static final String IS_OF_USE =
            "[ -w \"$HOME\" ] || { [ -r \"$HOME\" ] && [ -z \"$(ls -A \"$HOME\")\" ]; }";

    private static final String CAN_BE_WRITTEN = "[ -w \"$HOME\" ]";

    private final ContainerEngine engine;
    private final Bridges bridges;
    private final WorkspaceFirewall firewall;
    private final Resolver resolver;
    private final ObjectMapper json;

    Trial(ContainerEngine engine, Bridges bridges, WorkspaceFirewall firewall, Resolver resolver, ObjectMapper json) {
        this.engine = engine;
        this.bridges = bridges;
        this.firewall = firewall;
        this.resolver = resolver;
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
        ResourceId id = idOf(operation);
        NetworkSpec network = bridges.of(operation);
        TrialContainer container = new TrialContainer(engine, id, network.id(), resolver.files());
        clear(id);
        try {
            engine.ensureNetwork(network);
            firewall.enforce();
            if (contract.isEmpty()) {
                Optional<String> problem = container.idle(image, NOBODY_IN_PARTICULAR);
                return problem.isPresent()
                        ? failed(problem.get(), container)
                        : new TrialReport(TrialReport.Server.NONE, null, found(container), null, List.of());
            }
            TrialReport seen = withNewHome(container, image, contract.get());
            if (seen.server() != TrialReport.Server.READY) {
                return seen;
            }
            report.progress(Progress.at("a start with a home that is in use"));
            clear(id);
            UsedHome.make(engine, id, network.id(), container);
            return withUsedHome(container, image, contract.get()).orElse(seen);
        } finally {
            boolean interrupted = Thread.interrupted(); // no call to the engine would succeed
            clear(id);
            bridges.leave(operation);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One that was broken off with its process, and whose operation nobody took up again, has left something. */
    void ended(@Observes OperationEnded event) {
        Operation operation = event.operation();
        if (operation.kind() != Operation.Kind.PULL) {
            try {
                clear(idOf(operation.id()));
            } catch (EngineException e) {
                LOG.warnf("trial not cleared away operation=%s cause=%s", operation.id(), e.getMessage());
            }
            bridges.leave(operation.id());
        }
    }

    private static ResourceId idOf(String operation) {
        return new ResourceId("check-" + operation);
    }

    private void clear(ResourceId id) {
        engine.removeContainer(id);
        engine.removeVolume(id);
        engine.removeImage(UsedHome.makerOf(id));
    }

    private TrialReport withNewHome(TrialContainer container, ImageReference image, RunContract run)
            throws InterruptedException {
        Optional<String> problem = container.serve(image, run);
        double seconds = container.seconds();
        if (problem.isPresent()) {
            List<String> output = container.lastLines();
            container.remove();
            String why = container.idle(image, run).isEmpty() && isNot(CAN_BE_WRITTEN, container)
                    ? problem.get() + ". " + foreignHome(run)
                    : problem.get();
            return new TrialReport(TrialReport.Server.FAILED, null, Found.NOTHING, why, output);
        }
        return isNot(IS_OF_USE, container)
                ? failed(foreignHome(run), container)
                : new TrialReport(TrialReport.Server.READY, seconds, found(container), null, List.of());
    }

    /** Empty: it serves, and can write there. */
    private static Optional<TrialReport> withUsedHome(TrialContainer container, ImageReference image, RunContract run)
            throws InterruptedException {
        Optional<String> problem = container
                .serve(image, run)
                .or(() -> isNot(CAN_BE_WRITTEN, container)
                        ? Optional.of("It cannot write in a home that is in use")
                        : Optional.empty());
        return problem.isEmpty() ? Optional.empty() : Optional.of(failed(usedHome(run) + problem.get(), container));
    }

    /** Whether a shell in it says no; one that it has not says nothing. */
    private static boolean isNot(String condition, TrialContainer container) {
        return container
                .ask("sh", "-c", condition)
                .filter(answer -> answer.exitCode() == 1)
                .isPresent();
    }

    private static String foreignHome(RunContract run) {
        return "The image runs as uid " + uid(run) + ", and what it brings as " + run.home()
                + " belongs to another: give that to its user in the Dockerfile, RUN chown -R " + run.user() + " "
                + run.home();
    }

    private static String usedHome(RunContract run) {
        return uid(run).equals(Integer.toString(UsedHome.UID))
                ? "With a home that another image has made, it does not work; what it needs has to be outside of "
                        + run.home() + ". "
                : "The image runs as uid " + uid(run) + ", homes belong to uid " + UsedHome.UID
                        + ": have it run as that, by \"user\": \"" + UsedHome.OWNER
                        + "\" in how it is run, and give that uid"
                        + " in the Dockerfile what it needs. ";
    }

    private static String uid(RunContract run) {
        return run.user().substring(0, run.user().indexOf(':'));
    }

    private Found found(TrialContainer container) {
        return container
                .ask("python3", "-c", Found.SCRIPT)
                .map(ExecResult::output)
                .map(said -> Found.read(said, json))
                .orElse(Found.NOTHING);
    }

    private static TrialReport failed(String problem, TrialContainer container) throws InterruptedException {
        return new TrialReport(TrialReport.Server.FAILED, null, Found.NOTHING, problem, container.lastLines());
    }
}
