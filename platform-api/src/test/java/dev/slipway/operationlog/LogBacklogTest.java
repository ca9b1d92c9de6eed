package dev.slipway.operationlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogBacklogTest {
    private final LogBacklog backlog = new LogBacklog(7);

    private List<LogEntry> keepAll() {
        List<LogEntry> all = new ArrayList<>();
        for (List<LogEntry> some = backlog.next(); !some.isEmpty(); some = backlog.next()) {
            all.addAll(some);
            backlog.kept(some.size());
        }
        return all;
    }

    @Test
    void goesOnAfterTheLinesThatAreKeptAndLeavesNoneOut() {
        for (int i = 0; i < 2_500; i++) {
            backlog.add(1, "line " + i);
        }
        List<LogEntry> kept = keepAll();
        assertThat(kept).hasSize(2_500);
        assertThat(kept.getFirst()).isEqualTo(new LogEntry(8, 1, "line 0"));
        assertThat(kept.getLast()).isEqualTo(new LogEntry(2_507, 1, "line 2499"));
    }

    @Test
    void givesWhatCouldNotBeKeptAgain() {
        backlog.add(1, "first");
        List<LogEntry> some = backlog.next();
        backlog.add(2, "second");
        assertThat(backlog.next()).containsExactly(some.getFirst(), new LogEntry(9, 2, "second"));
        backlog.kept(1);
        assertThat(keepAll()).containsExactly(new LogEntry(9, 2, "second"));
    }

    @Test
    void saysHowManyLinesAreMissingWhereMoreWaitedThanThereIsRoomFor() {
        String line = "x".repeat(LogBacklog.LONGEST_LINE);
        int room = LogBacklog.MOST_WAITING / line.length();
        for (int i = 0; i < room + 12; i++) {
            backlog.add(1, line);
        }
        List<LogEntry> kept = keepAll();
        assertThat(kept).hasSize(room + 1);
        assertThat(kept.getLast().text()).startsWith("… 12 lines are missing here");
        backlog.add(1, "after");
        assertThat(keepAll()).containsExactly(new LogEntry(kept.getLast().line() + 1, 1, "after"));
    }

    @Test
    void cutsLongLinesAndEndsALogThatHasNoEnd() {
        backlog.add(1, "a\0b" + "c".repeat(LogBacklog.LONGEST_LINE));
        assertThat(keepAll().getFirst().text()).startsWith("abc").endsWith("c… (2 characters more)");
        for (int i = 0; i < LogBacklog.MOST_LINES; i++) {
            backlog.add(1, "more");
        }
        assertThat(keepAll().getLast())
                .isEqualTo(new LogEntry(LogBacklog.MOST_LINES, 1, "… what comes now is not kept"));
        assertThat(new LogBacklog(LogBacklog.MOST_LINES).next()).isEmpty();
    }
}
