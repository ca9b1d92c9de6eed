package dev.slipway.runtime.docker.api;

import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.StreamListener;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Counts the lines of a log, so that in a second reading those before the last can be left out. */
final class LineCount implements StreamListener<LogLine> {
    private static final int DEADLINE_SECONDS = 10;

    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private long lines;

    @Override
    public void onItem(LogLine line) {
        lines++;
    }

    @Override
    public void onEnd(Optional<EngineException> fault) {
        fault.ifPresentOrElse(ended::completeExceptionally, () -> ended.complete(null));
    }

    /**
     * Waits for the end of the count.
     *
     * @return a listener that hands on all but the first of the lines that were counted, as many as are more than wanted
     */
    StreamListener<LogLine> last(int wanted, StreamListener<LogLine> listener) {
        try {
            ended.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw EngineFaults.of(e);
        } catch (TimeoutException e) {
            throw new EngineException.Unavailable("the engine did not tell a container's output in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException.Unavailable("interrupted while a container's output was read", e);
        }
        return new AllBut(lines - wanted, listener);
    }

    private static final class AllBut implements StreamListener<LogLine> {
        private final StreamListener<LogLine> listener;
        private long left;

        AllBut(long left, StreamListener<LogLine> listener) {
            this.left = left;
            this.listener = listener;
        }

        @Override
        public void onItem(LogLine line) {
            if (left > 0) {
                left--;
            } else {
                listener.onItem(line);
            }
        }

        @Override
        public void onEnd(Optional<EngineException> fault) {
            listener.onEnd(fault);
        }
    }
}
