package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.RunContract;
import dev.slipway.runtime.host.HostSettings;
import dev.slipway.runtime.quantity.Cpus;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerEnvironmentTest {
    private static final String IMAGES = "/opt/conda/bin:/usr/bin:/bin";

    private static Map<String, String> of(String cpus, Map<String, String> owners, Map<String, String> contracts) {
        RunContract run =
                new RunContract(List.of("serve"), contracts, 8000, "/", "/home/someone", "1000:100", Optional.empty());
        Packages packages = Packages.of(run, new ImageName("image"), Optional.of("3.12.4"), IMAGES);
        HostSettings host = new HostSettings(List.of(), Map.of("PIP_INDEX_URL", "https://host"));
        return ServerEnvironment.of(owners, Cpus.of(new BigDecimal(cpus)), run, host, packages, IMAGES);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 1", "1, 1", "1.9, 1", "2, 2", "12.5, 12"})
    void tellsProgramsHowManyProcessorsTheyHave(String cpus, String threads) {
        Map<String, String> environment = of(cpus, Map.of(), Map.of());
        assertThat(List.of(
                        "PYTHON_CPU_COUNT",
                        "OMP_NUM_THREADS",
                        "MKL_NUM_THREADS",
                        "OPENBLAS_NUM_THREADS",
                        "NUMEXPR_NUM_THREADS",
                        "RAYON_NUM_THREADS"))
                .allSatisfy(name -> assertThat(environment).containsEntry(name, threads));
    }

    @Test
    void hasTheOwnersWordBeforeThePlatformsAndTheHosts() {
        Map<String, String> owners = Map.of("OMP_NUM_THREADS", "7", "PIP_INDEX_URL", "https://owner");
        assertThat(of("2", owners, Map.of()))
                .containsEntry("OMP_NUM_THREADS", "7")
                .containsEntry("MKL_NUM_THREADS", "2")
                .containsEntry("PIP_INDEX_URL", "https://owner");
        assertThat(of("2", Map.of("A", "owner"), Map.of("A", "contract"))).containsEntry("A", "contract");
    }

    @Test
    void findsWhatTheImageHasWhateverPathTheOwnerSets() {
        String programs = "/home/someone/.slipway/packages/image-python3.12/bin";
        assertThat(of("1", Map.of(), Map.of())).containsEntry("PATH", IMAGES + ":" + programs);
        assertThat(of("1", Map.of("PATH", "/mine"), Map.of()))
                .containsEntry("PATH", "/mine:" + IMAGES + ":" + programs);
    }
}
