package dev.slipway.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkspaceLogTest {
    private static final String KEPT = "first\n\n10%\r20%\nlast\n";

    @Test
    void leavesCarriageReturnsInTheLinesThatWereKept() {
        assertThat(WorkspaceLog.lastLines(KEPT, 2)).isEqualTo("10%\r20%\nlast\n");
    }

    @Test
    void tellsAsManyLinesAsAreWanted() {
        assertThat(WorkspaceLog.lastLines(KEPT, 0)).isEmpty();
        assertThat(WorkspaceLog.lastLines(KEPT, 1)).isEqualTo("last\n");
        assertThat(WorkspaceLog.lastLines(KEPT, 3)).isEqualTo("\n10%\r20%\nlast\n");
        assertThat(WorkspaceLog.lastLines(KEPT, 4)).isEqualTo(KEPT);
        assertThat(WorkspaceLog.lastLines(KEPT, 1000)).isEqualTo(KEPT);
        assertThat(WorkspaceLog.lastLines("", 5)).isEmpty();
    }
}
