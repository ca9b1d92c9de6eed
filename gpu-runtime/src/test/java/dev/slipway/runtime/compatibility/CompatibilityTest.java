package dev.slipway.runtime.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CompatibilityTest {
    private static final CardFacts H100 = card("NVIDIA H100 80GB HBM3", "9.0", Brand.NVIDIA);
    private static final CardFacts T4 = card("Tesla T4", "7.5", Brand.TESLA);
    private static final CardFacts RTX_4090 = card("NVIDIA GeForce RTX 4090", "8.9", Brand.GEFORCE);
    private static final CardFacts RTX_5090 = card("NVIDIA GeForce RTX 5090", "12.0", Brand.GEFORCE);
    private static final CardFacts K80 = card("Tesla K80", "3.7", Brand.TESLA);

    private final CudaReleases releases = CudaReleases.published();
    private final Compatibility compatibility = new Compatibility(releases);

    static SortedSet<CudaVersion> everyToolkit() {
        return CudaReleases.published().toolkits();
    }

    /** NVIDIA's rules said once more, from the rows themselves: from the toolkit's driver on, natively; from CUDA 11 on, from the major's floor. */
    @ParameterizedTest
    @MethodSource("everyToolkit")
    void followsThePublishedTableOnEveryDriver(CudaVersion toolkit) {
        DriverVersion own = DriverVersion.parse(Table.read("cuda_driver.csv").stream()
                .filter(row -> CudaVersion.parse(row.get(0)).equals(toolkit))
                .findFirst()
                .orElseThrow()
                .get(1));
        Optional<DriverVersion> floor = Table.read("cuda_major_floor.csv").stream()
                .filter(row -> row.get(0).equals("" + toolkit.major()))
                .map(row -> DriverVersion.parse(row.get(1)))
                .findFirst();
        CardFacts card = toolkit.major() < 10 ? card("Tesla V100-SXM2-32GB", "7.0", Brand.TESLA) : T4;
        for (DriverVersion driver : releases.drivers()) {
            Class<? extends Verdict> expected = Verdict.Refused.class;
            if (driver.isAtLeast(own)) {
                expected = Verdict.Native.class;
            } else if (floor.isPresent() && driver.isAtLeast(floor.get())) {
                expected = Verdict.MinorVersion.class;
            }
            assertThat(compatibility.check(CudaImage.of(toolkit), host(driver, "9.0"), card))
                    .as("CUDA %s on driver %s", toolkit, driver)
                    .isInstanceOf(expected);
        }
    }

    @Test
    void namesTheOldestDriverThatWouldDo() {
        Verdict verdict = check(CudaImage.of(CudaVersion.parse("12.4")), "450.80.02", "11.0", T4);
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
            assertThat(refused.driver()).contains(DriverVersion.parse("525.60.13"));
            assertThat(refused.reasons()).singleElement().satisfies(reason -> {
                assertThat(reason.code()).isEqualTo("driver-too-old");
                assertThat(reason.message()).contains("12.4", "525.60.13", "450.80.02");
            });
        });
    }

    @Test
    void runsAnImageWithACompatPackageOnDataCentreCardsAlone() {
        CudaImage image = withCompatPackage("12.4", Map.of());
        assertThat(check(image, "470.82.01", "11.4", T4)).isInstanceOf(Verdict.Forward.class);
        assertThat(check(image, "470.82.01", "11.4", RTX_4090))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Reason::code)
                                .containsExactly("driver-too-old", "no-forward-compatibility"));
    }

    @ParameterizedTest
    @CsvSource({
        // toolkit, driver, its CUDA, verdict: the package works over that branch, by one of the published tables
        "13.4, 535.104.05, 12.2, Forward",
        "13.2, 570.26, 12.8, Forward",
        "13.1, 550.54.15, 12.4, Forward",
        "12.8, 470.82.01, 11.4, Forward",
        "11.6, 440.33, 10.2, Forward",
        // It does not, or nobody lists it: an end-of-life or New Feature Branch.
        "13.2, 550.54.15, 12.4, Refused",
        "13.2, 560.35.03, 12.6, Refused",
        "13.4, 525.60.13, 12.0, Refused",
        "12.9, 470.82.01, 11.4, Refused",
        "12.8, 510.47.03, 11.6, Refused",
        "11.6, 396.26, 9.2, Refused",
    })
    void goesByTheBranchesThatACompatPackageWorksOver(String toolkit, String driver, String cuda, String verdict) {
        Verdict given = check(withCompatPackage(toolkit, Map.of()), driver, cuda, T4);
        assertThat(given.getClass().getSimpleName()).isEqualTo(verdict);
        if (given instanceof Verdict.Refused refused) {
            assertThat(refused.reasons())
                    .extracting(Reason::code)
                    .containsExactly("driver-too-old", "branch-not-served");
            assertThat(refused.reasons().getLast().message())
                    .contains(
                            "cuda-compat of CUDA " + toolkit,
                            "has " + DriverVersion.parse(driver).branch());
        }
    }

    /** NVIDIA's images name the branches that their package works over themselves, older ones too. */
    @Test
    void believesAnImageThatNamesTheBranch() {
        String demand = "cuda>=12.1 brand=tesla,driver>=470,driver<471";
        assertThat(check(withCompatPackage("12.3", Map.of("NVIDIA_REQUIRE_CUDA", demand)), "470.82.01", "11.4", T4))
                .isInstanceOf(Verdict.Forward.class);
        assertThat(check(withCompatPackage("12.3", Map.of()), "470.82.01", "11.4", T4))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void saysWhereNobodyPublishedWhatAPackageWorksOver() {
        assertThat(check(withCompatPackage("12.1", Map.of()), "470.82.01", "11.4", T4)
                        .reasons())
                .extracting(Reason::code)
                .containsExactly("forward", "forward-not-listed");
    }

    @Test
    void saysThatNotEveryWorkstationTakesACompatPackage() {
        CardFacts workstation = card("NVIDIA RTX A6000", "8.6", Brand.NVIDIA_RTX);
        assertThat(check(withCompatPackage("12.4", Map.of()), "470.82.01", "11.4", workstation)
                        .reasons())
                .extracting(Reason::code)
                .containsExactly("forward", "forward-on-some-workstations");
    }

    @Test
    void obeysWhatTheImageDemands() {
        CudaImage image = withCompatPackage(
                "12.4", Map.of("NVIDIA_REQUIRE_CUDA", "cuda>=12.4 brand=tesla,driver>=535,driver<536"));
        assertThat(check(image, "535.104.05", "12.2", T4)).isInstanceOf(Verdict.MinorVersion.class);
        assertThat(check(image, "530.30.02", "12.1", T4)).isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
            assertThat(refused.reasons()).extracting(Reason::code).containsExactly("requirement-unmet");
            assertThat(refused.driver()).contains(DriverVersion.parse("550.54.14"));
        });
    }

    /** One that nobody can read takes nothing of the others away. */
    @Test
    void judgesEachDemandForItselfAndNamesTheOneThatNobodyCanRead() {
        Map<String, String> environment = Map.of(
                "NVIDIA_REQUIRE_CUDA", "cuda>=12.4", "NVIDIA_REQUIRE_ARCH", "arch>=8.0", "NVIDIA_REQUIRE_ODD", "soon");
        CudaImage image = new CudaImage(
                Optional.of(CudaVersion.parse("12.4")), Demands.of(environment), false, Set.of(), Set.of());
        assertThat(check(image, "550.54.15", "12.4", T4).reasons())
                .extracting(Reason::code)
                .containsExactly("requirement-unmet", "requirement-unreadable");
        assertThat(check(image, "550.54.15", "12.4", H100)).isInstanceOfSatisfying(Verdict.Native.class, verdict -> {
            assertThat(verdict.reasons()).extracting(Reason::code).containsExactly("requirement-unreadable");
            assertThat(verdict.reasons().getFirst().message()).contains("NVIDIA_REQUIRE_ODD=soon", "not checked");
        });
        assertThat(check(image, "450.80.02", "11.0", H100).reasons())
                .extracting(Reason::code)
                .contains("requirement-unmet", "requirement-unreadable");
    }

    /** What it demands of its host, it demands although it does not say which CUDA it has. */
    @Test
    void obeysAnImageThatDemandsAndNamesNoCuda() {
        CudaImage image = new CudaImage(
                Optional.empty(),
                Demands.of(Map.of("NVIDIA_REQUIRE_ARCH", "arch>=8.0", "NVIDIA_REQUIRE_ODD", "soon")),
                false,
                Set.of(),
                Set.of());
        assertThat(check(image, "550.54.15", "12.4", T4)).isInstanceOf(Verdict.Refused.class);
        assertThat(check(image, "550.54.15", "12.4", H100)).isInstanceOf(Verdict.NotNeeded.class);
        assertThat(check(image, "550.54.15", "12.4", H100).reasons())
                .extracting(Reason::code)
                .containsExactly("requirement-unreadable");
    }

    @ParameterizedTest
    @CsvSource({
        // driver, CUDA of the driver, machine code, PTX, verdict
        "550.54.15, 12.4, 9.0, 9.0, Native",
        "550.54.15, 12.4, 8.0, 8.0, Native",
        "550.54.15, 12.4, 8.0, 9.5, Refused",
        "550.54.15, 12.4, 8.0,, Refused",
        "535.104.05, 12.2, 9.0, 9.0, MinorVersion",
        "535.104.05, 12.2, 8.0, 8.0, Refused",
        "535.104.05, 12.2,, 8.0, Refused",
    })
    void looksAtWhatTheFrameworkWasBuiltFor(
            String driver, String cuda, String machineCode, String ptx, String verdict) {
        CudaImage image = new CudaImage(
                Optional.of(CudaVersion.parse("12.4")),
                Demands.NONE,
                false,
                capabilities(machineCode),
                capabilities(ptx));
        assertThat(check(image, driver, cuda, H100).getClass().getSimpleName()).isEqualTo(verdict);
    }

    @Test
    void knowsWhatAToolkitCannotHaveBeenBuiltFor() {
        assertThat(check(CudaImage.of(CudaVersion.parse("12.4")), "550.54.15", "12.4", K80))
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
                    assertThat(refused.reasons()).extracting(Reason::code).containsExactly("no-code-for-gpu");
                    assertThat(refused.driver()).isEmpty();
                });
        // Newer than the toolkit: what runs is PTX, and only under a driver that compiles it.
        assertThat(check(CudaImage.of(CudaVersion.parse("12.4")), "570.26", "12.8", RTX_5090))
                .isInstanceOfSatisfying(
                        Verdict.Native.class,
                        verdict -> assertThat(verdict.reasons())
                                .extracting(Reason::code)
                                .containsExactly("ptx-compiled-at-start"));
        assertThat(check(CudaImage.of(CudaVersion.parse("11.8")), "510.47.03", "11.6", RTX_5090))
                .isInstanceOf(Verdict.Refused.class);
    }

    /** By list: 12.8 builds for 10.0 and for 12.0, and 10.3 is between them and not among them. */
    @ParameterizedTest
    @CsvSource({
        "12.8, 10.3, false",
        "12.9, 10.3, true",
        "12.8, 12.1, false",
        "12.9, 12.1, true",
        "12.8, 10.0, true",
        "11.4, 8.9, false",
        "11.8, 8.9, true",
        "11.0, 8.6, false",
        "12.9, 6.1, true",
        "13.3, 10.7, false",
        "13.4, 10.7, true",
        "13.0, 11.0, true",
    })
    void saysWhereAToolkitBuildsNoCodeOfAGpusOwn(String toolkit, String capability, boolean isListed) {
        Verdict verdict = check(
                CudaImage.of(CudaVersion.parse(toolkit)), "615.31", "13.4", card("a GPU", capability, Brand.NVIDIA));
        assertThat(verdict).isInstanceOf(Verdict.Native.class);
        assertThat(verdict.reasons())
                .extracting(Reason::code)
                .isEqualTo(isListed ? List.of() : List.of("no-own-code-for-gpu"));
        if (!isListed) {
            assertThat(verdict.reasons().getFirst().message()).contains("CUDA " + toolkit, capability);
        }
    }

    @Test
    void refusesAGpuThatAToolkitNoLongerBuildsFor() {
        CardFacts v100 = card("Tesla V100-SXM2-32GB", "7.0", Brand.TESLA);
        assertThat(check(CudaImage.of(CudaVersion.parse("12.9")), "580.65.06", "13.0", v100))
                .isInstanceOf(Verdict.Native.class);
        assertThat(check(CudaImage.of(CudaVersion.parse("13.0")), "580.65.06", "13.0", v100)
                        .reasons())
                .extracting(Reason::code)
                .containsExactly("no-code-for-gpu");
        assertThat(check(CudaImage.of(CudaVersion.parse("11.8")), "550.54.15", "12.4", K80))
                .isInstanceOf(Verdict.Native.class);
    }

    @Test
    void asksTheDriverAboutToolkitsOfLaterThanTheTables() {
        CudaImage image = CudaImage.of(CudaVersion.parse("14.1"));
        assertThat(check(image, "700.10", "14.1", H100)).isInstanceOf(Verdict.Native.class);
        assertThat(check(image, "690.10", "14.0", H100)).isInstanceOf(Verdict.MinorVersion.class);
        assertThat(check(image, "595.58.03", "13.2", H100)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void needsNothingForAnImageWithoutCuda() {
        assertThat(check(CudaImage.NONE, "450.80.02", "11.0", T4)).isInstanceOf(Verdict.NotNeeded.class);
    }

    private static CudaImage withCompatPackage(String toolkit, Map<String, String> environment) {
        return new CudaImage(
                Optional.of(CudaVersion.parse(toolkit)), Demands.of(environment), true, Set.of(), Set.of());
    }

    private Verdict check(CudaImage image, String driver, String cuda, CardFacts card) {
        return compatibility.check(image, host(DriverVersion.parse(driver), cuda), card);
    }

    private static HostDriver host(DriverVersion driver, String cuda) {
        return new HostDriver(driver, CudaVersion.parse(cuda));
    }

    private static Set<ComputeCapability> capabilities(String text) {
        return text == null ? Set.of() : Set.of(ComputeCapability.parse(text));
    }

    private static CardFacts card(String model, String capability, Brand brand) {
        return new CardFacts(model, ComputeCapability.parse(capability), brand);
    }
}
