package dev.slipway.runtime.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Writes the matrix that {@code docs/compatibility.md} shows, and wants it to be what is there. */
class CompatibilityPageTest {
    private static final String HEAD = """
            # CUDA on drivers

            Which CUDA toolkit runs on which NVIDIA driver (Linux, x86_64), as `POST /api/v1/compatibility:check` decides it and a
            launch obeys it. ● natively; ○ by minor version compatibility: features newer than the driver fail, and PTX is not
            compiled; nothing: refused, unless [`cuda-compat`](#by-cuda-compat) helps. The GPU's compute capability
            ([what a toolkit builds for](#what-a-toolkit-builds-for)) and [what the image itself demands](images.md#what-an-image-demands)
            are further conditions.

            Sources: the CUDA Toolkit Release Notes, CUDA Compatibility, and CMake's table of architectures, as
            [tables](../gpu-runtime/src/main/resources/dev/slipway/runtime/compatibility). This page is generated from the code that
            decides, by `CompatibilityPageTest`, which fails where it is out of date and leaves the new page in
            `gpu-runtime/target/compatibility.md`.

            """;

    private static final String FORWARD = """

            ## By cuda-compat

            An image that carries the `cuda-compat` package of its toolkit brings the user part of a newer driver. It works on GPUs of
            data centres and some of workstations, over the driver branches of NVIDIA's table, those that NVIDIA's images admit
            and those that an image names itself; branches that nobody lists are refused.

            | CUDA | over driver branches |
            | --- | --- |
            """;

    private static final String BUILT = """

            ## What a toolkit builds for

            Where nobody told what an image's framework was built for, its toolkit bounds it. A GPU below the list is refused. For one
            that is not in it, the image has code of an older compute capability of the same major version at best, or PTX that is
            compiled at the first start: the verdict says so.

            | CUDA | compute capabilities |
            | --- | --- |
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
        page.append(FORWARD);
        for (CudaVersion toolkit : releases.compatPackages().reversed()) {
            SortedSet<Integer> branches = releases.forwardBranches(toolkit).orElseThrow();
            page.append("| %s | %s |%n".formatted(toolkit, branches.isEmpty() ? "none" : list(branches)));
        }
        page.append(BUILT);
        builtFor(releases).forEach((toolkits, built) -> page.append("| %s | %s |%n".formatted(toolkits, list(built))));
        return page.toString();
    }

    /** Toolkits one after another that build for the same, in one row: from the first to the last. */
    private static Map<String, SortedSet<ComputeCapability>> builtFor(CudaReleases releases) {
        Map<CudaVersion, SortedSet<ComputeCapability>> perRelease = new TreeMap<>();
        Stream.concat(releases.toolkits().stream(), releases.compatPackages().stream())
                .map(CudaVersion::release)
                .forEach(release ->
                        perRelease.put(release, releases.capabilities(release).orElseThrow()));
        Map<String, SortedSet<ComputeCapability>> rows = new LinkedHashMap<>();
        List<CudaVersion> same = new ArrayList<>();
        perRelease.forEach((release, built) -> {
            if (!same.isEmpty() && !built.equals(perRelease.get(same.getFirst()))) {
                rows.put(span(same), perRelease.get(same.getFirst()));
                same.clear();
            }
            same.add(release);
        });
        rows.put(span(same), perRelease.get(same.getFirst()));
        return rows;
    }

    private static String span(List<CudaVersion> toolkits) {
        return toolkits.size() == 1
                ? toolkits.getFirst().toString()
                : toolkits.getFirst() + " to " + toolkits.getLast();
    }

    private static String list(SortedSet<?> things) {
        return things.stream().map(Object::toString).collect(Collectors.joining(", "));
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
