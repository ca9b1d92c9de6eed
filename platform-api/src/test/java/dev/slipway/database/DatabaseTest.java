package dev.slipway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseTest {
    @ParameterizedTest
    @CsvSource({
        "08006, true, false",
        "57P01, true, false",
        "53300, true, false",
        ", true, false",
        "55P03, false, true",
        "57014, false, true",
        "23505, false, false",
        "22021, false, false"
    })
    void tellsAnOutageFromAStatementThatTookTooLongAndBothFromTheRest(String state, boolean away, boolean late) {
        Throwable fault = new IllegalStateException(new RuntimeException(new SQLException("fault", state)));
        assertThat(Database.isAway(fault)).isEqualTo(away);
        assertThat(Database.isLate(fault)).isEqualTo(late);
    }

    @Test
    void seesAnOutageThatATransactionManagerAddsToWhatItThrows() {
        var fault = new IllegalStateException("could not commit");
        fault.addSuppressed(new Exception("branch", new SQLException("broken", "08006")));
        assertThat(Database.isAway(fault)).isTrue();
        assertThat(Database.isAway(new IllegalStateException("could not commit")))
                .isFalse();
    }
}
