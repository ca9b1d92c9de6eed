package dev.slipway.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalsTest {
    /** The kernel leaves a time as it is until the next eight seconds begin. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-26T17:46:24Z, 2026-11-26T17:46:32Z",
        "2026-11-26T17:46:28Z, 2026-11-26T17:46:32Z",
        "2026-11-26T17:46:31.999Z, 2026-11-26T17:46:32Z",
        "2026-11-26T17:46:32Z, 2026-11-26T17:46:40Z"
    })
    void tellsTheLatestThatTheLastUseCanHaveBeen(Instant told, Instant latest) {
        assertThat(Terminals.latest(told)).isEqualTo(latest);
    }

    @Test
    void saysSoWhereItCannotLook() {
        assertThatThrownBy(() -> Terminals.lastUse(0)).isInstanceOf(IOException.class);
    }
}
