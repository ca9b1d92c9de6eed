package dev.slipway.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.container.VolumeMount;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1024, 1Ki",
        "1000, 1000",
        "512Mi, 512Mi",
        "1536Mi, 1536Mi",
        "2048Mi, 2Gi",
        "8Gi, 8Gi",
        "1Ti, 1Ti"
    })
    void writesASizeWithTheLargestUnitThatLosesNothing(String read, String written) {
        assertThat(Bytes.parse(read)).hasToString(written);
        assertThat(Bytes.parse(written)).isEqualTo(Bytes.parse(read));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1.5Gi",
                "8G",
                "8gb",
                "Gi",
                "9999999999999999999",
                "999999999999999999Ti",
                " 1Gi",
                "1 Gi"
            })
    void refusesWhatIsNoSize(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Bytes.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "0.5, 500", "0.01, 10", "2.125, 2125"})
    void countsProcessorsInThousandths(BigDecimal processors, int millis) {
        assertThat(Cpus.of(processors).millis()).isEqualTo(millis);
        assertThat(Cpus.of(processors).nanos()).isEqualTo(millis * 1_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.001", "0.0001", "1e12", "0.1234"})
    void refusesWhatIsNoShareOfProcessors(BigDecimal processors) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cpus.of(processors));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "slipway/jupyter:debian-13",
                "nvcr.io/nvidia/pytorch:25.01-py3",
                "localhost:5000/a/b_c/d:latest",
                "sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "a/b@sha256:0000000000000000000000000000000000000000000000000000000000000000"
            })
    void readsAnImageReference(String text) {
        assertThat(new ImageReference(text).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "jupyter", "Jupyter:1", "a//b:1", "a:b:c", "a:-1", "a@sha256:00", "../a:1", "a b:1", "a:1\n"
            })
    void refusesAReferenceWithoutAnExactVersion(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageReference(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:0", "root", "0:1000", "1000:0", "1000", "-1:1", ""})
    void refusesToRunAsRootOrAsANamedUser(String user) {
        Limits limits = new Limits(new Cpus(1000), Bytes.ofMebi(64), Bytes.ofMebi(1), 10);
        ResourceId id = new ResourceId("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ContainerSpec(
                        id,
                        new ImageReference("a:1"),
                        List.of(),
                        Map.of(),
                        "h",
                        user,
                        limits,
                        id,
                        List.of(),
                        Map.of(),
                        List.of(),
                        DeviceAccess.NONE));
    }

    @Test
    void refusesLimitsThatDoNotLimit() {
        Cpus cpus = new Cpus(1000);
        Bytes memory = Bytes.ofMebi(64);
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(cpus, new Bytes(0), new Bytes(0), 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(cpus, memory, Bytes.ofMebi(65), 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(cpus, memory, memory, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/a/../etc", "/a:rw"})
    void refusesAMountThatLeavesItsPlace(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> new VolumeMount(new ResourceId("v"), path, false));
    }
}
