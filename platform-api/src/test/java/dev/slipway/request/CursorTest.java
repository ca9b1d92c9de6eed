package dev.slipway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    @Test
    void isReadAsItWasWritten() {
        Cursor cursor = new Cursor(Instant.parse("2026-11-24T19:30:00.123456Z"), "wabcdefghij");
        assertThat(Cursor.read(cursor.written())).isEqualTo(cursor);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-24T19:30:00Z",
                "yesterday w",
                "2026-11-24T19:30:00Z w more",
                "-1000-01-01T00:00:00Z wabcdefghij",
                "+294277-01-01T00:00:00Z wabcdefghij",
                "2026-11-24T19:30:00Z w\0bcdefghij"
            })
    void refusesWhatNoListGave(String text) {
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Cursor.read(encoded)).isInstanceOf(ProblemException.class);
    }

    @Test
    void refusesWhatIsNotOfItsLetters() {
        assertThatThrownBy(() -> Cursor.read("{}")).isInstanceOf(ProblemException.class);
    }
}
