package dev.slipway.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.floor.Floor;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of logins that ended. */
class EndedLoginsFloorIT {
    private final EndedLogins ended = Floor.bean(EndedLogins.class);
    private final String id = UUID.randomUUID().toString();
    private final Instant issued = Floor.clock().instant().truncatedTo(ChronoUnit.SECONDS);

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    @Test
    void aLoginEndsForItsTokensUntilThen() {
        Login login = new Login(id, issued);
        assertThat(ended.isEnded(login)).isFalse();
        ended.end(login, null);
        assertThat(ended.isEnded(login)).isTrue();
        assertThat(ended.isEnded(new Login(id, issued.plusSeconds(1)))).isFalse();
    }

    @Test
    void whatEndedLaterIsNotTakenBackByWhatComesLate() {
        ended.end(new Login(id, issued), null);
        ended.end(new Login(id, issued.minusSeconds(9)), null);
        assertThat(Floor.query("select extract(epoch from issued_until)::bigint from ended_login"))
                .containsExactly(Long.toString(issued.getEpochSecond()));
        ended.end(new Login(id, issued.plusSeconds(9)), null);
        assertThat(Floor.query("select extract(epoch from issued_until)::bigint from ended_login"))
                .containsExactly(Long.toString(issued.getEpochSecond() + 9));
    }

    @Test
    void isForgottenWhenNoTokenIsLeft() {
        ended.end(new Login(id, issued), null);
        Floor.clock().pass(Duration.ofDays(3));
        ended.end(new Login("another", issued), null);
        assertThat(Floor.query("select id from ended_login")).containsExactly("another");
    }
}
