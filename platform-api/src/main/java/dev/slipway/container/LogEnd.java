package dev.slipway.container;

import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.container.LogQuery;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.label.ResourceId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The last whole lines of a container's output, as far as they could be read; a line says how many it leaves out before them. */
public final class LogEnd implements StreamListener<LogLine> {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

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
    public LogEnd(int most, int mostLines) {
        this.most = most;
        this.mostLines = mostLines;
    }

    /**
     * Reads the end of a container's log. Gives up after five seconds, and keeps what it has read by then.
     *
     * @param through what each line goes through before it is held
     * @return false: there is no such container
     */
    public boolean read(Containers containers, ResourceId container, UnaryOperator<StreamListener<LogLine>> through)
            throws InterruptedException {
        return read(containers, container, through, DEADLINE);
    }

    boolean read(
            Containers containers,
            ResourceId container,
            UnaryOperator<StreamListener<LogLine>> through,
            Duration deadline)
            throws InterruptedException {
        // One line more than is kept shows that earlier lines were left out.
        LogQuery query = new LogQuery(mostLines + 1, Optional.empty(), false);
        try (Beside<Boolean> reading = Beside.begin("log-" + container, () -> {
            try {
                Subscription open = containers.logs(container, query, through.apply(this));
                try (open) {
                    end.await();
                }
            } catch (EngineException.NotFound e) {
                return false;
            } catch (EngineException e) {
                onEnd(Optional.of(e));
            }
            return true;
        })) {
            return reading.join(deadline).orElseGet(() -> {
                breakOff("the container engine did not tell it in time");
                return true;
            });
        }
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

    private synchronized void breakOff(String cause) {
        fault = cause;
    }

    /** Why the rest could not be read; empty: everything was read. */
    public synchronized Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    /** Each line with its end, and a last one that says what is missing; empty: nothing could be read. */
    public synchronized Optional<String> text() {
        dropTheBeginning();
        if (fault == null) {
            return Optional.of(leftOut() + text);
        }
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(leftOut() + text + "… the rest could not be read: " + fault + "\n");
    }

    /** The line that says how many lines are left out. There may be more that were never read. */
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
