package dev.slipway.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlGroupTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String OTHER = "fedcba9876543210".repeat(4);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9:memory:/docker/%s",
                "1:name=systemd:/system.slice/docker-%s.scope",
                "0::/system.slice/docker-%s.scope",
                "0::/docker/%s/inner",
                "0::/machine.slice/libpod-%s.scope/container",
                "0::/../../docker/%s"
            })
    void findsTheContainerInControlGroupsOfEitherVersion(String line) {
        assertThat(ControlGroup.containerIn(List.of("12:pids:/", line.formatted(ID))))
                .contains(ID);
    }

    @Test
    void goesByTheOutermostGroupSoThatNobodyPassesForAnother() {
        assertThat(ControlGroup.containerIn(List.of("0::/docker/" + ID + "/docker/" + OTHER)))
                .contains(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0::/", "0::/user.slice/user-0.slice", "0::/docker/0123", "", "no line of the kernel's"})
    void findsNoneWhereThereIsNone(String line) {
        assertThat(ControlGroup.containerIn(List.of(line))).isEmpty();
    }

    @Test
    void aProcessThatHasEndedIsInNone() {
        assertThat(ControlGroup.containerOf(0)).isEmpty();
    }
}
