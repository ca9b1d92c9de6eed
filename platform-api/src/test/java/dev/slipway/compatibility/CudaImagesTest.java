package dev.slipway.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.CudaFacts;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.catalog.VersionName;
import dev.slipway.runtime.compatibility.Demands;
import dev.slipway.runtime.gpu.CudaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CudaImagesTest {
    @Test
    void believesTheCatalogueFirstAndThenTheImage() {
        CudaFacts facts = new CudaFacts("12.4", null, List.of(), List.of(), Optional.empty());
        assertThat(CudaImages.of(version(Optional.of(facts)), Map.of("CUDA_VERSION", "11.8.0"))
                        .toolkit())
                .contains(CudaVersion.parse("12.4"));
        assertThat(CudaImages.of(version(Optional.empty()), Map.of("CUDA_VERSION", "10.0.130"))
                        .toolkit())
                .contains(CudaVersion.parse("10.0.130"));
        assertThat(CudaImages.of(version(Optional.empty()), Map.of()).toolkit()).isEmpty();
    }

    @Test
    void takesACudaVersionThatNobodyCanReadAsNotThere() {
        assertThat(CudaImages.of(version(Optional.empty()), Map.of("CUDA_VERSION", "latest"))
                        .toolkit())
                .isEmpty();
    }

    @Test
    void keepsTheDemandsBesideOneThatNobodyCanRead() {
        var odd = CudaImages.of(
                version(Optional.empty()), Map.of("NVIDIA_REQUIRE_CUDA", "cuda>=12.4", "NVIDIA_REQUIRE_ODD", "cuda"));
        assertThat(odd.demands().readable()).containsOnlyKeys("NVIDIA_REQUIRE_CUDA");
        assertThat(odd.demands().unreadable()).containsOnlyKeys("NVIDIA_REQUIRE_ODD");
    }

    /** The catalogue that tells the toolkit alone takes nothing away from what the image says of the rest. */
    @Test
    void asksTheImageWhetherItCarriesCudaCompatWhereTheCatalogueDoesNotSay() {
        for (String variable : List.of("NV_CUDA_COMPAT_PACKAGE", "_CUDA_COMPAT_PATH")) {
            Map<String, String> environment = Map.of(variable, "x");
            assertThat(CudaImages.of(version(facts(Optional.empty())), environment)
                            .hasCompatPackage())
                    .as(variable)
                    .isTrue();
            assertThat(CudaImages.of(version(facts(Optional.of(false))), environment)
                            .hasCompatPackage())
                    .isFalse();
        }
        assertThat(CudaImages.of(version(facts(Optional.of(true))), Map.of()).hasCompatPackage())
                .isTrue();
        assertThat(CudaImages.of(version(facts(Optional.empty())), Map.of()).hasCompatPackage())
                .isFalse();
    }

    @Test
    void letsAWorkspaceTakeTheDemandsBackAndChangeNothingElseOfTheImage() {
        Map<String, String> image = Map.of("NVIDIA_REQUIRE_CUDA", "cuda>=12.4", "CUDA_VERSION", "12.4.1");
        Map<String, String> run =
                CudaImages.asRun(image, Map.of("NVIDIA_DISABLE_REQUIRE", "1", "CUDA_VERSION", "9.0", "EDITOR", "vi"));
        assertThat(CudaImages.of(version(Optional.empty()), run).demands()).isEqualTo(Demands.NONE);
        assertThat(run).containsEntry("CUDA_VERSION", "12.4.1").doesNotContainKey("EDITOR");
        assertThat(CudaImages.asRun(image, Map.of("EDITOR", "vi"))).isEqualTo(image);
    }

    private static Optional<CudaFacts> facts(Optional<Boolean> compatPackage) {
        return Optional.of(new CudaFacts("12.4", null, List.of(), List.of(), compatPackage));
    }

    private static ImageVersion version(Optional<CudaFacts> cuda) {
        return new ImageVersion(
                new VersionName("1"),
                "a:1",
                null,
                null,
                cuda,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "this test",
                Optional.of(new RunContract(List.of("a"), Map.of(), 8000, "/", "/home", "1:1", Optional.empty())));
    }
}
