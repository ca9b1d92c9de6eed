package dev.slipway.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UidRangeTest {
    private final UidRange range = UidRange.parse("70000-99999");

    @Test
    void leavesTheLastToTrials() {
        assertThat(range).hasToString("70000-99999");
        assertThat(range.ofTrials()).isEqualTo(99999);
        assertThat(range.owners()).isEqualTo(29999);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "70000",
                "70000-",
                "70000-69999",
                "70000-70000",
                "0-99999",
                "999-2000",
                "70000-9999999999",
                "a-b"
            })
    void isNothingElse(String text) {
        assertThatThrownBy(() -> UidRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"69999, false", "70000, true", "99999, true", "100000, false"})
    void clashesWithAUserOfTheHosts(int uid, boolean clashes) {
        String users = "root:x:0:0:root:/root:/bin/bash\nbroken\neve:x:" + uid + ":100::/home/eve:/bin/sh\n";
        assertThat(range.clash(users, "").isPresent()).isEqualTo(clashes);
        if (clashes) {
            assertThat(range.clash(users, "")).contains("the user eve");
        }
    }

    @ParameterizedTest
    @CsvSource({"60000:10000, false", "60000:10001, true", "99999:1, true", "100000:65536, false", "65536:100000, true"
    })
    void clashesWithWhatUsersMayGiveTheirContainers(String subordinates, boolean clashes) {
        assertThat(range.clash("", "eve:1:2\neve:" + subordinates + "\n\n#\n").isPresent())
                .isEqualTo(clashes);
    }
}
