package dev.slipway.workspace;

import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.LogLine;
import dev.slipway.runtime.engine.StreamListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The last whole lines of a container's output, as far as they could be read; a line says how many it leaves out before them. */
final class LogEnd implements StreamListener<LogLine> {
    private final int most;
    private final int mostLines;
    private final StringBuilder text = new StringBuilder();
    private final CountDownLatch end = new CountDownLatch(1);
    private int lines;
    private int leftOut;
    private @Nullable String fault;

    /**
     * Holds nothing yet.
     *
     * @param most how many characters it holds, 1 or more
     * @param mostLines how many lines it holds, 1 or more
     */
    LogEnd(int most, int mostLines) {
        this.most = most;
        this.mostLines = mostLines;
    }

    @Override
    public synchronized void onItem(LogLine line) {
        // A zero byte is valid output and no valid text of PostgreSQL's.
        text.append(line.text().replace("\0", "")).append('\n');
        lines++;
        if (text.length() > 2 * most) {
            dropTheBeginning();
        }
    }

    @Override
    public void onEnd(Optional<EngineException> cause) {
        cause.ifPresent(e -> breakOff(String.valueOf(e.getMessage())));
        end.countDown();
    }

    /** Waits for the last line; what has not come by then is left out. */
    void await(Duration deadline) throws InterruptedException {
        if (!end.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            breakOff("the container engine did not tell it in time");
        }
    }

    private synchronized void breakOff(String cause) {
        fault = cause;
    }

    /** Why there may be more; empty: this is all. */
    synchronized Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    /** Each line with its end, and a last one that says what is missing; empty: nothing could be read. */
    synchronized Optional<String> text() {
        dropTheBeginning();
        if (fault == null) {
            return Optional.of(leftOut() + text);
        }
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(leftOut() + text + "… the rest could not be read: " + fault + "\n");
    }

    /** There may be more of them than were read. */
    private String leftOut() {
        return leftOut == 0 ? "" : "… " + leftOut + " or more earlier lines are left out here\n";
    }

    private void dropTheBeginning() {
        int begin = text.length() > most ? text.indexOf("\n", text.length() - most - 1) + 1 : 0;
        int dropped = (int) text.chars().limit(begin).filter(c -> c == '\n').count();
        while (lines - dropped > mostLines) {
            begin = text.indexOf("\n", begin) + 1;
            dropped++;
        }
        text.delete(0, begin);
        lines -= dropped;
        leftOut += dropped;
    }
}
