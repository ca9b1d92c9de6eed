package dev.slipway.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.notice.EventCode;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.workspace.WorkspaceEvent;
import dev.slipway.workspace.WorkspaceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogFloodsTest {
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

    @Test
    void doubtsWhatWasWrittenFromBeforeAFloodWasSeenUntilItWasOver() {
        List<WorkspaceEvent> told = List.of(
                event(60, EventCode.LOG_FLOOD), event(100, EventCode.LOG_CALM), event(200, EventCode.LOG_FLOOD));
        assertThat(doubted(told, 30, 45, 70, 99, 110, 170, 190, 500)).containsExactly(45, 70, 99, 190, 500);
        assertThat(doubted(List.of(), 30)).isEmpty();
    }

    @Test
    void marksWhereLinesMayBeMissingOnceForEachStretch() {
        List<String> seen = new ArrayList<>();
        DoubtMarks marks = new DoubtMarks(at -> at.getEpochSecond() % 10 >= 5, new StreamListener<>() {
            @Override
            public void onItem(LogLine line) {
                seen.add(line.text());
            }

            @Override
            public void onEnd(Optional<EngineException> fault) {}
        });
        for (int second : new int[] {0, 5, 6, 11, 15}) {
            marks.onItem(new LogLine(Instant.ofEpochSecond(second), LogLine.Stream.STDOUT, "" + second));
        }
        assertThat(seen).containsExactly("0", DoubtMarks.MARK, "5", "6", "11", DoubtMarks.MARK, "15");
    }

    private static List<Integer> doubted(List<WorkspaceEvent> told, int... seconds) {
        List<Integer> doubted = new ArrayList<>();
        for (int second : seconds) {
            if (LogFloods.during(told, Duration.ofSeconds(20), START.plusSeconds(second))) {
                doubted.add(second);
            }
        }
        return doubted;
    }

    private static WorkspaceEvent event(int second, EventCode code) {
        return new WorkspaceEvent(1, START.plusSeconds(second), WorkspaceState.RUNNING, code, null, "");
    }
}
