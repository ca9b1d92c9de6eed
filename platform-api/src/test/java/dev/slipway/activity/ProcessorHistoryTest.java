package dev.slipway.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.activity.ProcessorHistory.Reading;
import dev.slipway.runtime.host.ProcessTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorHistoryTest {
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(5);

    /** Milliseconds of processor time that others than the server take in each half minute. */
    @ParameterizedTest(name = "{0} ms in 30 s, the server {1} ms: {2}")
    @CsvSource({
        "0, 0, Quiet",
        "1400, 0, Quiet",
        "1600, 0, Seen",
        "30000, 0, Seen",
        "0, 30000, Quiet",
        "1400, 30000, Quiet",
        "1600, 30000, Seen",
        "120000, 1000, Seen"
    })
    void takesMoreThanAFiveHundredthOfOneProcessorForWork(long others, long server, String sign) {
        ProcessorHistory history = ProcessorHistory.atStart(START, WINDOW);
        for (int look = 1; look <= 40; look++) {
            history = history.with(reading(30 * look, look * (others + server), look * server, 1));
            assertThat(history.sign().getClass().getSimpleName()).isEqualTo(sign);
        }
        assertThat(history.readings()).hasSizeLessThan(13);
    }

    @Test
    void takesAMomentsWorkForNone() {
        ProcessorHistory history = ProcessorHistory.atStart(START, WINDOW);
        for (int look = 1; look <= 20; look++) {
            history = history.with(reading(30 * look, 0, 0, 1));
        }
        history = history.with(reading(630, 10_000, 0, 1));
        assertThat(history.sign()).as("10 s in the last half minute").isInstanceOf(Sign.Quiet.class);
        history = history.with(reading(660, 40_000, 0, 1));
        assertThat(history.sign()).as("and half a minute more").isInstanceOf(Sign.Seen.class);
    }

    @Test
    void takesNoneForWorkThatHasEnded() {
        ProcessorHistory history = ProcessorHistory.atStart(START, WINDOW)
                .with(reading(30, 30_000, 0, 1))
                .with(reading(60, 60_000, 0, 1));
        assertThat(history.sign()).isInstanceOf(Sign.Seen.class);
        assertThat(history.with(reading(90, 60_000, 0, 1)).sign()).isInstanceOf(Sign.Quiet.class);
    }

    @Test
    void countsWorkThatComesInBursts() {
        ProcessorHistory history = ProcessorHistory.atStart(START, WINDOW);
        int seen = 0;
        for (int look = 1; look <= 40; look++) {
            history = history.with(reading(30 * look, look / 4 * 12_000L, 0, 1));
            seen += history.sign() instanceof Sign.Seen ? 1 : 0;
        }
        assertThat(seen).as("12 s in every two minutes").isEqualTo(10);
    }

    @Test
    void knowsNothingByOneReading() {
        assertThat(ProcessorHistory.unread(WINDOW).with(reading(3600, 1, 0, 1)).sign())
                .isInstanceOf(Sign.Unknown.class);
    }

    @Test
    void tellsNothingForSureWhereItDoesNotKnowTheServer() {
        ProcessorHistory busy =
                ProcessorHistory.atStart(START, WINDOW).with(new Reading(at(30), 9_000_000_000L, none()));
        assertThat(busy.sign()).isInstanceOf(Sign.Unknown.class);
        ProcessorHistory calm = ProcessorHistory.atStart(START, WINDOW).with(new Reading(at(30), 900_000_000L, none()));
        assertThat(calm.sign()).as("not even all of it would be work").isInstanceOf(Sign.Quiet.class);
        ProcessorHistory another = ProcessorHistory.atStart(START, WINDOW)
                .with(reading(30, 20_000, 20_000, 1))
                .with(reading(60, 40_000, 1_000, 2));
        assertThat(another.sign()).as("the server was started anew").isInstanceOf(Sign.Unknown.class);
    }

    private static Optional<ProcessTime> none() {
        return Optional.empty();
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }

    private static Reading reading(int seconds, long all, long server, long pid) {
        return new Reading(at(seconds), all * 1_000_000, Optional.of(new ProcessTime(pid, pid, server * 1_000_000)));
    }
}
