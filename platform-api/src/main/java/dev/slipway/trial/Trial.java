package dev.slipway.trial;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.capacity.Capacity;
import dev.slipway.catalog.RunContract;
import dev.slipway.container.Server;
import dev.slipway.container.Teardown;
import dev.slipway.holder.Holder;
import dev.slipway.identity.Party;
import dev.slipway.operation.OperationReport;
import dev.slipway.operation.Progress;
import dev.slipway.queue.Work;
import dev.slipway.runtime.container.ExecResult;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.image.LocalImage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Runs an image as workspaces would, with a network of its own and no GPU, and says what it saw: once with an empty home, as a
 * new user has, and once with a home that another image has made. Nothing of it stays.
 */
@ApplicationScoped
public class Trial {
    private final Work work;
    private final EngineFacts engine;
    private final TrialContainers containers;
    private final Teardown teardown;
    private final ObjectMapper json;

    Trial(Work work, EngineFacts engine, TrialContainers containers, Teardown teardown, ObjectMapper json) {
        this.work = work;
        this.engine = engine;
        this.containers = containers;
        this.teardown = teardown;
        this.json = json;
    }

    /**
     * Runs it.
     *
     * @param operation whose trial it is; a second one of the same finds what the first, broken one left
     * @param owner who asked for it
     * @param server the image's; empty: it has none, and is only looked into
     */
    public TrialReport run(
            String operation, Party owner, LocalImage image, Optional<Server> server, OperationReport report)
            throws InterruptedException {
        Holder holder = Holder.trial(operation);
        teardown.clear(holder);
        try {
            Capacity has = work.admit(
                    holder,
                    owner,
                    TrialContainer.wanted(engine.info().cpus()),
                    () -> report.progress(Progress.at(Work.WAITS_FOR)));
            report.progress(Progress.at("a first start of the image"));
            TrialContainer container = containers.of(holder, has);
            if (server.isEmpty()) {
                Optional<String> problem = container.idle(image);
                return problem.isPresent()
                        ? failed(problem.get(), container)
                        : new TrialReport(TrialReport.Server.NONE, null, found(container), null, List.of());
            }
            TrialReport seen = withNewHome(container, server.get());
            if (seen.server() != TrialReport.Server.READY) {
                return seen;
            }
            report.progress(Progress.at("a start with a home that is in use"));
            container.useHome();
            return withUsedHome(container, server.get()).orElse(seen);
        } finally {
            teardown.clear(holder);
        }
    }

    private TrialReport withNewHome(TrialContainer container, Server server) throws InterruptedException {
        Optional<String> problem = container.serve(server);
        return problem.isPresent()
                ? failed(problem.get() + hint(server.run(), container.lastLines()), container)
                : new TrialReport(TrialReport.Server.READY, container.seconds(), found(container), null, List.of());
    }

    /** Programs say it in these words, errno's EACCES. */
    private static String hint(RunContract run, List<String> said) {
        return said.stream().anyMatch(line -> line.contains("Permission denied"))
                ? ". It runs as a uid of its user's own in place of " + run.user()
                        + ": what it needs outside of its home has to be readable by everyone"
                : "";
    }

    /** Empty: it serves. */
    private static Optional<TrialReport> withUsedHome(TrialContainer container, Server server)
            throws InterruptedException {
        Optional<String> problem = container.serve(server);
        return problem.isEmpty()
                ? Optional.empty()
                : Optional.of(failed(
                        "With a home that another image has made, it does not work; what it needs has to be outside of "
                                + server.run().home() + ". " + problem.get(),
                        container));
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
