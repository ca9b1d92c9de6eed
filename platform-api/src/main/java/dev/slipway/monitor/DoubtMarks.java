package dev.slipway.monitor;

import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.StreamListener;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Says within a log from where on lines may be missing: while a program writes faster than the engine keeps, the engine leaves
 * out lines and tells nobody how many.
 */
final class DoubtMarks implements StreamListener<LogLine> {
    static final String MARK = "… it wrote so much from here on that lines may be missing";

    private final Predicate<Instant> doubtful;
    private final StreamListener<LogLine> listener;
    private boolean inDoubt;

    /**
     * Marks what a listener is told.
     *
     * @param doubtful whether lines of a time may be missing
     */
    DoubtMarks(Predicate<Instant> doubtful, StreamListener<LogLine> listener) {
        this.doubtful = doubtful;
        this.listener = listener;
    }

    @Override
    public void onItem(LogLine line) {
        boolean now = doubtful.test(line.at());
        if (now && !inDoubt) {
            listener.onItem(new LogLine(line.at(), line.stream(), MARK));
        }
        inDoubt = now;
        listener.onItem(line);
    }

    @Override
    public void onEnd(Optional<EngineException> fault) {
        listener.onEnd(fault);
    }
}
