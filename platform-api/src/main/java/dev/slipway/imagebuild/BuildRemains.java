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

/**
 * Removes what a build leaves behind: its context and its row when it ends, and every ten minutes the leftovers of builds whose process
 * died before it removed them.
 */
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

    /**
     * Removes the context of a build that has ended. The row with its Dockerfile stays if the build succeeded, since its version is in
     * the catalogue.
     */
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
