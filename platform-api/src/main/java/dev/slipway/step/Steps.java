package dev.slipway.step;

import dev.slipway.database.Database;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.Locale;

/** Takes steps. Each is a series of {@code slipway_step_seconds}, and can be watched by a test that lets the process die there. */
public final class Steps {
    private static volatile Watcher watcher = (step, moment) -> {};

    private Steps() {}

    /** Around a step. */
    public enum Moment {
        /** Nothing of it is there. */
        BEFORE,
        /** It is there for good: of what is done in a transaction, that has been kept. */
        AFTER
    }

    /** Is told of each step, by the thread that takes it. */
    @FunctionalInterface
    public interface Watcher {
        void reached(Step step, Moment moment);
    }

    /** What a step does. */
    @FunctionalInterface
    public interface Effect<X extends Throwable> {
        void happen() throws X;
    }

    /** Has somebody watch, who replaces whoever did before. */
    public static void watch(Watcher next) {
        watcher = next;
    }

    /** Takes a step that something comes of. */
    public static <T, X extends Throwable> T take(Step step, ScopedValue.CallableOp<? extends T, X> effect) throws X {
        Watcher watching = watcher;
        watching.reached(step, Moment.BEFORE);
        long began = System.nanoTime();
        T made = effect.call();
        Database.afterCommit(() -> {
            Metrics.timer("slipway.step", "step", word(step)).record(Duration.ofNanos(System.nanoTime() - began));
            watching.reached(step, Moment.AFTER);
        });
        return made;
    }

    /** Takes a step that nothing comes of but its effect. */
    public static <X extends Throwable> void run(Step step, Effect<X> effect) throws X {
        Steps.<Boolean, X>take(step, () -> {
            effect.happen();
            return true;
        });
    }

    /** As metrics and settings name it: {@code make-container}. */
    static String word(Step step) {
        return step.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
