package dev.slipway.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListeningProcessTest {
    private static final String LISTENS =
            "   0: 00000000:22B8 00000000:0000 0A 00000000:00000000 00:00000000 00000000 70001        0 4242 1 0000 100 0 0 10 0";

    @Test
    void findsTheSocketThatListensAtThePort() {
        assertThat(ListeningProcess.socketIn(LISTENS, 8888)).contains("socket:[4242]");
        assertThat(ListeningProcess.socketIn(LISTENS, 8889)).isEmpty();
    }

    @Test
    void takesNoConnectionForIt() {
        assertThat(ListeningProcess.socketIn(LISTENS.replace(" 0A ", " 01 "), 8888))
                .isEmpty();
        assertThat(ListeningProcess.socketIn("", 8888)).isEmpty();
    }

    @Test
    void tellsNothingOfAContainerThatIsNotThere() {
        assertThat(ListeningProcess.at(0, 8888)).isEmpty();
    }
}
