package dev.slipway.imagebuild;

import dev.slipway.imagebuild.context.Contexts;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationEnded;
import dev.slipway.operation.Operations;
import dev.slipway.step.Steps;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Clears away what builds need no more, at their end, and now and then what those left whose process died just then. */
@ApplicationScoped
class BuildRemains {
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

    private final BuildStore store;
    private final Contexts contexts;
    private final Operations operations;

    BuildRemains(BuildStore store, Contexts contexts, Operations operations) {
        this.store = store;
        this.contexts = contexts;
        this.operations = operations;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(BETWEEN_LOOKS, "build-remains", Reach.HOST), this::clear);
    }

    /** Its files are of no use any more; the Dockerfile of what stands in the catalogue is kept. */
    void ended(@Observes OperationEnded event) {
        if (event.operation().kind() == Operation.Kind.BUILD) {
            String id = event.operation().id();
            Steps.run(BuildPhase.DROP_CONTEXT, () -> contexts.remove(id));
            if (event.operation().state() != Operation.State.SUCCEEDED) {
                store.remove(id);
            }
        }
    }

    void clear() {
        contexts.removeOrphans();
        operations.inVainAmong(store.operations()).forEach(store::remove);
    }
}
