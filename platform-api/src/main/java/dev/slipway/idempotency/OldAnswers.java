package dev.slipway.idempotency;

import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Forgets answers that nobody asks for again any more, every hour. */
@ApplicationScoped
class OldAnswers {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final KeptAnswers answers;

    OldAnswers(KeptAnswers answers) {
        this.answers = answers;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(INTERVAL, "old-answers", Reach.CLUSTER), this::forget);
    }

    /** Removes the answers that are older than a day. */
    void forget() {
        answers.forget(KEPT);
    }
}
