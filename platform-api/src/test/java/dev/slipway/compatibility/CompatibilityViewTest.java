package dev.slipway.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.gpu.ImageVerdicts;
import dev.slipway.problem.Problem.Reason;
import dev.slipway.runtime.compatibility.CudaImage;
import dev.slipway.runtime.compatibility.Demands;
import dev.slipway.runtime.compatibility.Verdict;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import dev.slipway.runtime.gpu.GpuHost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompatibilityViewTest {
    private static final Optional<DriverVersion> NEEDED = Optional.of(DriverVersion.parse("580.65.06"));

    @Test
    void saysOfAnUnmetDemandThatItCanBeTakenBackAndOfNothingElse() {
        Verdict refused = new Verdict.Refused(List.of(reason("requirement-unmet"), reason("driver-too-old")), NEEDED);
        assertThat(CompatibilityView.reasonsOf(refused))
                .extracting(Reason::remedy)
                .satisfiesExactly(
                        first -> assertThat(first).contains("580.65.06", "NVIDIA_DISABLE_REQUIRE=1"),
                        second -> assertThat(second).contains("580.65.06").doesNotContain("NVIDIA_DISABLE_REQUIRE"));
    }

    @Test
    void saysItAlsoWhereNoDriverHelps() {
        Verdict refused = new Verdict.Refused(List.of(reason("requirement-unmet")), Optional.empty());
        assertThat(CompatibilityView.reasonsOf(refused))
                .singleElement()
                .satisfies(reason -> assertThat(reason.remedy()).contains("NVIDIA_DISABLE_REQUIRE=1"));
    }

    @Test
    void needsNoGpuForAnImageThatDemandsThingsOfOneAndNamesNoCuda() {
        Demands demands = Demands.of(Map.of("NVIDIA_REQUIRE_ARCH", "arch>=8.0"));
        CudaImage image = new CudaImage(Optional.empty(), demands, false, Set.of(), Set.of());
        CompatibilityView view = CompatibilityView.of(image, GpuHost.NONE, Map.of(), new ImageVerdicts());
        assertThat(view.verdict()).isEqualTo(CompatibilityView.Kind.NOT_NEEDED);
        assertThat(view.letsLaunch()).isTrue();
    }

    @Test
    void refusesAnImageWithCudaOnAHostWithoutGpus() {
        CudaImage image = CudaImage.of(CudaVersion.parse("12.4"));
        CompatibilityView view = CompatibilityView.of(image, GpuHost.NONE, Map.of(), new ImageVerdicts());
        assertThat(view.reasons()).extracting(Reason::code).containsExactly("no-gpu");
        assertThat(view.letsLaunch()).isTrue();
    }

    private static dev.slipway.runtime.compatibility.Reason reason(String code) {
        return new dev.slipway.runtime.compatibility.Reason(code, "a message");
    }
}
