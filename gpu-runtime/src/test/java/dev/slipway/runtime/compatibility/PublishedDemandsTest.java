package dev.slipway.runtime.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real values of {@code NVIDIA_REQUIRE_CUDA}, from CUDA 9.2 to 13.2, each with the Dockerfile that it was read in: {@code
 * require_cuda.tsv}. What each says is read out of its text here, without the reader that is tested.
 */
class PublishedDemandsTest {
    private static final List<Integer> BRANCHES = List.of(
            384, 396, 410, 418, 440, 450, 460, 470, 510, 515, 520, 525, 530, 535, 545, 550, 555, 560, 565, 570, 575,
            580, 590, 595, 610, 615);

    /** One row. */
    record Published(String image, String demand) {
        /** The CUDA that its first condition names. */
        private String cuda() {
            return demand.strip().split("[ =]", -1)[1];
        }

        private boolean names(Brand brand, int branch) {
            String clause = " brand=%s,driver>=%d,driver<%d ".formatted(brand.word(), branch, branch + 1);
            return (demand + " ").contains(clause) || (demand.endsWith(" driver>=450") && branch >= 450);
        }

        @Override
        public String toString() {
            return image;
        }
    }

    static Stream<Published> published() throws IOException {
        try (InputStream in = PublishedDemandsTest.class.getResourceAsStream("require_cuda.tsv")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().skip(1).map(line -> line.split("\t", -1)).map(row -> new Published(row[0], row[1]));
        }
    }

    @Test
    void areThirtySix() throws IOException {
        assertThat(published()).hasSize(36);
    }

    @ParameterizedTest
    @MethodSource("published")
    void sayWhatIsWritten(Published row) {
        assertThat(Requirement.parse(row.demand()))
                .hasToString(row.demand().strip().replace("CUDA>=", "cuda>="));
    }

    @ParameterizedTest
    @MethodSource("published")
    void holdOnADriverOfTheirCudaAndOnTheBranchesThatTheyName(Published row) {
        Requirement demand = Requirement.parse(row.demand());
        CudaVersion cuda = CudaVersion.parse(row.cuda());
        CudaVersion older = new CudaVersion(cuda.major() - 1, 9, 0);
        for (Brand brand : Brand.values()) {
            for (int branch : BRANCHES) {
                DriverVersion driver = new DriverVersion(List.of(branch, 99));
                assertThat(demand.isMetBy(facts(cuda, driver, brand)))
                        .as("%s of CUDA %s", driver, cuda)
                        .isTrue();
                assertThat(demand.isMetBy(facts(older, driver, brand)))
                        .as("%s of CUDA %s with a %s", driver, older, brand.word())
                        .isEqualTo(row.names(brand, branch));
            }
        }
    }

    private static RequirementFacts facts(CudaVersion cuda, DriverVersion driver, Brand brand) {
        return new RequirementFacts(cuda, driver, new ComputeCapability(7, 5), brand);
    }
}
