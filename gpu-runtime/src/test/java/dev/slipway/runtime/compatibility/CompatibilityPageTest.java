package dev.slipway.runtime.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Writes the matrix that {@code docs/compatibility.md} shows, and wants it to be what is there. */
class CompatibilityPageTest {
    private static final String HEAD = """
            # CUDA on drivers

            Which CUDA toolkit runs on which NVIDIA driver (Linux, x86_64), as `POST /api/v1/compatibility:check` decides it and a
            launch obeys it. ● natively; ○ by minor version compatibility: features newer than the driver fail, and PTX is not
            compiled; nothing: refused, unless the image brings `cuda-compat` and the GPU is of a data centre or a workstation. The
            GPU's compute capability and what the image itself demands (`NVIDIA_REQUIRE_CUDA`) are further conditions.

            Sources: the CUDA Toolkit Release Notes and CUDA Compatibility, as
            [tables](../gpu-runtime/src/main/resources/dev/slipway/runtime/compatibility). This page is generated from the code that
            decides, by `CompatibilityPageTest`, which fails where it is out of date and leaves the new page in
            `gpu-runtime/target/compatibility.md`.

            """;

    @Test
    void thePageShowsWhatTheRulesSay() throws IOException {
        String page = page();
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/compatibility.md"), page);
        assertThat(Path.of("../docs/compatibility.md")).hasContent(page);
    }

    private static String page() {
        CudaReleases releases = CudaReleases.published();
        SortedSet<DriverVersion> drivers = releases.drivers();
        StringBuilder page = new StringBuilder(HEAD);
        page.append("| CUDA |")
                .append(joined(drivers, driver -> " " + driver + " |"))
                .append('\n');
        page.append("| --- |").append(joined(drivers, driver -> " :-: |")).append('\n');
        for (CudaVersion toolkit : releases.toolkits()) {
            page.append("| ").append(toolkit).append(" |");
            page.append(joined(drivers, driver -> " " + sign(releases, toolkit, driver) + " |"));
            page.append('\n');
        }
        return page.toString();
    }

    private static String joined(SortedSet<DriverVersion> drivers, Function<DriverVersion, String> cell) {
        return drivers.stream().map(cell).collect(Collectors.joining());
    }

    private static String sign(CudaReleases releases, CudaVersion toolkit, DriverVersion driver) {
        // A card that every one of these toolkits builds machine code for, or may have.
        String capability = toolkit.major() < 10 ? "7.0" : "7.5";
        CardFacts card = new CardFacts("", ComputeCapability.parse(capability), Brand.TESLA);
        HostDriver host = new HostDriver(driver, new CudaVersion(1, 0, 0));
        return switch (new Compatibility(releases).check(CudaImage.of(toolkit), host, card)) {
            case Verdict.Native full -> "●";
            case Verdict.MinorVersion minor -> "○";
            case Verdict.NotNeeded notNeeded -> throw new IllegalStateException("a toolkit needs a driver");
            case Verdict.Forward forward -> throw new IllegalStateException("no image brings a package here");
            case Verdict.Refused refused -> "";
        };
    }
}
