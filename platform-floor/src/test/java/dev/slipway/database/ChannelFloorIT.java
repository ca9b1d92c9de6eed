package dev.slipway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.floor.Floor;
import io.agroal.api.AgroalDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelFloorIT {
    private static final Duration NOT_LONG = Duration.ofMillis(200);

    private final Channel one = new Channel(Floor.bean(AgroalDataSource.class));
    private final Channel other = new Channel(Floor.bean(AgroalDataSource.class));

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void whatOneSaysTheOtherHearsAndItselfDoesNot() throws SQLException {
        one.say(List.of("unheard"));
        assertThat(one.hear(NOT_LONG)).as("it begins to listen").isEmpty();
        assertThat(other.hear(NOT_LONG)).isEmpty();
        one.say(List.of("this", "that"));
        assertThat(other.hear(Duration.ofSeconds(5))).contains(List.of("this", "that"));
        assertThat(one.hear(NOT_LONG)).contains(List.of());
        assertThat(other.hear(NOT_LONG)).contains(List.of());
    }

    @Test
    void carriesThousandsOfWords() throws SQLException {
        List<String> words =
                IntStream.range(0, 5000).mapToObj(number -> "word" + number).toList();
        assertThat(other.hear(NOT_LONG)).isEmpty();
        one.say(words);
        List<String> heard = new ArrayList<>();
        while (heard.size() < words.size()) {
            List<String> some = other.hear(Duration.ofSeconds(5)).orElseThrow();
            assertThat(some).isNotEmpty();
            heard.addAll(some);
        }
        assertThat(heard).isEqualTo(words);
    }

    @Test
    void saysThatItHeardNothingForAWhile() throws SQLException {
        assertThat(other.hear(NOT_LONG)).isEmpty();
        Floor.execute("select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen slipway'");
        assertThatThrownBy(() -> other.hear(NOT_LONG)).isInstanceOf(SQLException.class);
        assertThat(other.hear(NOT_LONG)).as("it begins again").isEmpty();
        one.say(List.of("again"));
        assertThat(other.hear(Duration.ofSeconds(5))).contains(List.of("again"));
    }
}
