package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.CudaFacts;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.catalog.VersionName;
import dev.slipway.runtime.gpu.CudaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CudaImagesTest {
    @Test
    void believesTheCatalogueFirstAndThenTheImage() {
        CudaFacts facts = new CudaFacts("12.4", null, List.of(), List.of(), false);
        assertThat(CudaImages.of(version(Optional.of(facts)), Map.of("CUDA_VERSION", "11.8.0"))
                        .toolkit())
                .contains(CudaVersion.parse("12.4"));
        assertThat(CudaImages.of(version(Optional.empty()), Map.of("CUDA_VERSION", "10.0.130"))
                        .toolkit())
                .contains(CudaVersion.parse("10.0.130"));
        assertThat(CudaImages.of(version(Optional.empty()), Map.of()).toolkit()).isEmpty();
    }

    @Test
    void takesWhatAnImageWritesAndNobodyCanReadAsNotThere() {
        var odd = CudaImages.of(
                version(Optional.empty()), Map.of("CUDA_VERSION", "latest", "NVIDIA_REQUIRE_CUDA", "cuda"));
        assertThat(odd.toolkit()).isEmpty();
        assertThat(odd.requirements()).isEmpty();
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
