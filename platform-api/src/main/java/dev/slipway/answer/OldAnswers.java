package dev.slipway.answer;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Forgets answers that nobody asks for again any more, every hour. */
@ApplicationScoped
class OldAnswers {
    private static final Logger LOG = Logger.getLogger(OldAnswers.class);
    private static final Duration KEPT = Duration.ofDays(2);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final KeptAnswers answers;
    private @Nullable Thread thread;

    OldAnswers(KeptAnswers answers) {
        this.answers = answers;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("old-answers").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                forget();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that are older than two days. */
    void forget() {
        try {
            answers.forget(KEPT);
        } catch (RuntimeException e) {
            LOG.warnf("old answers stay cause=%s", e.toString()); // until the next hour
        }
    }
}
