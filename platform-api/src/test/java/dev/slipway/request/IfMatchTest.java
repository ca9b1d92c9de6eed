package dev.slipway.request;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {
    private static void require(String header) {
        IfMatch.of(header).require(7, "It");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "*",
                " * ",
                "\"7\"",
                "\"6\", \"7\"",
                "W/\"7\",\"7\"",
                "\"a,b\",\"7\"",
                "\"7.0123456789abcdef\"",
                "\"7.\""
            })
    void letsPassWhatIsMeant(String header) {
        assertThatCode(() -> require(header)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"6\"", "W/\"7\"", "\"\"", "\"77\", \"6\"", "\"6,7\"", "\"77.7\"", "W/\"7.1\"", "\"6.7\""})
    void isStaleForAnother(String header) {
        assertThatThrownBy(() -> require(header))
                .isInstanceOfSatisfying(
                        ProblemException.class, fault -> Assertions.assertEquals(ProblemCode.STALE, fault.code()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "\"7", "\"7\" \"8\"", "*, \"7\"", "w/\"7\""})
    void refusesWhatIsNone(String header) {
        assertThatThrownBy(() -> require(header))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        fault -> Assertions.assertEquals(ProblemCode.INVALID_REQUEST, fault.code()));
    }

    @Test
    void isReadInNoTimeWhateverItIs() {
        String header = "\"\"" + ",".repeat(4_000) + "x";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(1),
                () -> assertThatThrownBy(() -> require(header)).isInstanceOf(ProblemException.class));
    }
}
