package dev.slipway.runtime.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaReleasesTest {
    private final CudaReleases releases = CudaReleases.published();

    @ParameterizedTest
    @CsvSource({
        "9.2, 396.26",
        "9.2.88, 396.26",
        "9.2.148, 396.37",
        "12.8.1, 570.124.06",
        "13.0.3, 580.95.05",
        "13.1.2, 590.48.01",
        "13.2.2, 595.71.05",
        "13.3, 610.43.02",
        "13.3.1, 610.43.02",
    })
    void knowTheDriverThatCameWithAToolkit(String toolkit, String driver) {
        assertThat(releases.nativeFrom(CudaVersion.parse(toolkit))).contains(DriverVersion.parse(driver));
    }

    /** NVIDIA prints the branch alone. */
    @Test
    void knowNoDriverThatCameWithOneThatBroughtNone() {
        assertThat(releases.nativeFrom(CudaVersion.parse("13.4"))).isEmpty();
    }

    /** nvcc's own lowest and highest, from another table than the list's. */
    @Test
    void listWhatLiesWithinEachToolkitsBounds() {
        List<List<String>> bounds = Table.read("compute_capability.csv");
        assertThat(bounds).hasSize(15).allSatisfy(row -> {
            NavigableSet<ComputeCapability> listed =
                    releases.capabilities(CudaVersion.parse(row.get(0))).orElseThrow();
            assertThat(listed.first()).hasToString(row.get(1));
            assertThat(listed.last()).hasToString(row.get(2));
        });
    }

    @Test
    void listNothingForAToolkitThatTheTablesDoNotReach() {
        assertThat(releases.capabilities(CudaVersion.parse("14.0"))).isEmpty();
        assertThat(releases.capabilities(CudaVersion.parse("8.0"))).isEmpty();
        assertThat(releases.capabilities(CudaVersion.parse("13.9"))).isPresent();
    }

    /** NVIDIA's table as its guide shows it: the package of a toolkit over the branches from 535 on. */
    @ParameterizedTest
    @CsvSource({
        "13.4, 535 570 580 590 595 610",
        "13.3, 535 570 580 590 595",
        "13.2, 535 570 580 590",
        "13.1, 535 570 580",
        "13.0, 535 570",
        "12.9, 535 570",
        "12.8, 535",
        "12.6, 535",
        "12.5, 535",
        "12.4, 535",
        "12.3, 535",
        "12.2, ''",
    })
    void knowTheBranchesThatACompatPackageWorksOver(String toolkit, String branches) {
        List<Integer> inTheGuide = List.of(535, 570, 580, 590, 595, 610, 615);
        assertThat(releases.forwardBranches(CudaVersion.parse(toolkit)).orElseThrow().stream()
                        .filter(inTheGuide::contains)
                        .map(Object::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(branches);
    }

    /** What NVIDIA's images admit beside. */
    @ParameterizedTest
    @CsvSource({
        "12.4, 470 525",
        "12.5, 470 550",
        "12.6, 470 550",
        "12.8, 470 550 560 565",
        "12.9, 550 560 565",
        "13.0, 550 565 575",
        "13.1, 550 575",
        "11.7, 450 470 510",
        "11.6, 418 440 450 460 470",
    })
    void knowTheBranchesThatNoCurrentTableLists(String toolkit, String branches) {
        assertThat(releases.forwardBranches(CudaVersion.parse(toolkit)).orElseThrow())
                .containsAll(Arrays.stream(branches.split(" ", -1))
                        .map(Integer::valueOf)
                        .toList());
    }

    @Test
    void knowNothingOfPackagesThatNoTableNames() {
        assertThat(releases.forwardBranches(CudaVersion.parse("12.1"))).isEmpty();
        assertThat(releases.forwardBranches(CudaVersion.parse("12.4.1")))
                .isEqualTo(releases.forwardBranches(CudaVersion.parse("12.4")));
    }
}
