package dev.slipway.activity;

import dev.slipway.runtime.host.ProcessTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The processor time that a container's programs took, at one look after the other, for as long as a window is.
 *
 * @param window over which the use is averaged
 * @param readings oldest first; the first may be older than the window
 */
public record ProcessorHistory(Duration window, List<Reading> readings) {
    /** Of one processor; servers that do nothing and kernels that wait use some tenths of a per cent. */
    private static final double LEAST_SHARE = 0.05;

    private static final Sign ONCE = new Sign.Unknown("Their processor time was read only once yet");

    public ProcessorHistory {
        readings = List.copyOf(readings);
    }

    /**
     * What was read at one time.
     *
     * @param nanos processor time of all programs since the container's start, in nanoseconds
     * @param server the image's server and what it took of that; empty: it is not known which process it is
     */
    public record Reading(Instant at, long nanos, Optional<ProcessTime> server) {}

    /** A container that starts: nothing has run in it. */
    public static ProcessorHistory atStart(Instant start, Duration window) {
        return new ProcessorHistory(window, List.of(new Reading(start, 0, Optional.empty())));
    }

    /** The history of a container that ran before, and of whose processor time nothing has been read yet. */
    public static ProcessorHistory unread(Duration window) {
        return new ProcessorHistory(window, List.of());
    }

    /** The history with one more reading, and without the old readings that the window no longer needs. */
    public ProcessorHistory with(Reading reading) {
        List<Reading> kept = new ArrayList<>(readings);
        kept.add(reading);
        Instant begin = reading.at().minus(window);
        while (kept.size() > 2 && !kept.get(1).at().isAfter(begin)) {
            kept.removeFirst();
        }
        return new ProcessorHistory(window, kept);
    }

    /**
     * Whether programs other than the server work. They do if they use more than 5 % of a processor both on average over the
     * window, so that a short burst does not count, and since the previous reading, so that work that has ended stops counting
     * at once.
     */
    public Sign sign() {
        if (readings.size() < 2) {
            return ONCE;
        }
        Reading now = readings.getLast();
        Use whole = Use.between(readings.getFirst(), now);
        Use last = Use.between(readings.get(readings.size() - 2), now);
        if (whole.isMoreForSure() && last.isMoreForSure()) {
            return new Sign.Seen(now.at(), "They use " + whole.words());
        }
        if (whole.mayBeMore() && last.mayBeMore()) {
            return new Sign.Unknown("It cannot be told how much of it is the server's own: " + whole.words());
        }
        return new Sign.Quiet("They use " + whole.words());
    }

    /**
     * What programs other than the server took between two readings, in nanoseconds.
     *
     * @param least the time that they took at least
     * @param most the time that they took at most; equal to {@code least} if it is known which process is the server
     */
    private record Use(Duration time, long least, long most) {
        static Use between(Reading before, Reading now) {
            Duration time = Duration.between(before.at(), now.at());
            long all = Math.max(0, now.nanos() - before.nanos());
            if (now.server().isEmpty()) {
                return new Use(time, 0, all);
            }
            ProcessTime server = now.server().get();
            Optional<ProcessTime> same =
                    before.server().filter(known -> known.pid() == server.pid() && known.started() == server.started());
            if (same.isEmpty() && before.nanos() > 0) {
                return new Use(time, 0, all);
            }
            long own = server.nanos() - same.map(ProcessTime::nanos).orElse(0L);
            return new Use(time, Math.max(0, all - own), Math.max(0, all - own));
        }

        boolean isMoreForSure() {
            return least > LEAST_SHARE * time.toNanos();
        }

        boolean mayBeMore() {
            return most > LEAST_SHARE * time.toNanos();
        }

        String words() {
            return String.format(
                    Locale.ROOT,
                    "%.1f %% of a processor over %d s",
                    100.0 * most / Math.max(1, time.toNanos()),
                    Math.max(1, time.toSeconds()));
        }
    }
}
