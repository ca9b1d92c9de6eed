package dev.slipway.runtime.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemandsTest {
    @Test
    void findsEveryDemandOfAnEnvironment() {
        assertThat(Demands.of(Map.of(
                                "NVIDIA_REQUIRE_CUDA", "cuda>=12.4",
                                "NVIDIA_REQUIRE_ARCH", "arch>=8.0",
                                "NVIDIA_REQUIRE_JETPACK", "csv-mounts=all",
                                "CUDA_VERSION", "12.4.1",
                                "PATH", "/bin"))
                        .readable())
                .containsOnlyKeys("NVIDIA_REQUIRE_CUDA", "NVIDIA_REQUIRE_ARCH");
    }

    /** An image from before these variables says which CUDA it has, and one that empties the variable as well. */
    @ParameterizedTest
    @CsvSource({"10.0.130, cuda>=10.0", "v9.2, cuda>=v9.2", "12.4.1.003, cuda>=12.4"})
    void takesTheCudaOfAnImageThatDemandsNothingForItsDemand(String version, String demand) {
        Map<String, String> environment = new HashMap<>(Map.of("CUDA_VERSION", version));
        assertThat(Demands.of(environment).readable())
                .hasEntrySatisfying("CUDA_VERSION", read -> assertThat(read).hasToString(demand));
        environment.put("NVIDIA_REQUIRE_CUDA", "");
        assertThat(Demands.of(environment).readable()).containsKey("CUDA_VERSION");
        environment.put("CUDA_VERSION", "");
        assertThat(Demands.of(environment).readable()).doesNotContainKey("CUDA_VERSION");
        assertThat(Demands.of(environment).unreadable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "T", "true", "TRUE", "True"})
    void areTakenBackByAnyTruthOfGos(String truth) {
        assertThat(Demands.of(Map.of(
                        "NVIDIA_REQUIRE_CUDA",
                        "cuda>=12.4",
                        "NVIDIA_REQUIRE_ODD",
                        "soon",
                        "NVIDIA_DISABLE_REQUIRE",
                        truth)))
                .isEqualTo(Demands.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "f", "F", "false", "FALSE", "False", "tRUE", "yes", "on", " 1", "2"})
    void standWhereNothingThatGoTakesForTrueTakesThemBack(String other) {
        assertThat(Demands.of(Map.of("NVIDIA_REQUIRE_CUDA", "cuda>=12.4", "NVIDIA_DISABLE_REQUIRE", other))
                        .readable())
                .containsOnlyKeys("NVIDIA_REQUIRE_CUDA");
    }

    @Test
    void keepTheGoodOnesBesideOneThatNobodyCanRead() {
        Demands demands = Demands.of(Map.of(
                "NVIDIA_REQUIRE_CUDA", "cuda>=12.4",
                "NVIDIA_REQUIRE_ODD", "cuda>=twelve",
                "NVIDIA_REQUIRE_ARCH", "arch>=8.0"));
        assertThat(demands.readable()).containsOnlyKeys("NVIDIA_REQUIRE_CUDA", "NVIDIA_REQUIRE_ARCH");
        assertThat(demands.unreadable()).containsOnlyKeys("NVIDIA_REQUIRE_ODD");
        assertThat(demands.unreadable().get("NVIDIA_REQUIRE_ODD")).isEqualTo("cuda>=twelve");
    }
}
