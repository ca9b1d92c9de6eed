package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rules of <a href="https://docs.nvidia.com/deploy/cuda-compatibility/">CUDA Compatibility</a>: a pure function of the
 * published tables, the driver, the GPU and the image.
 */
public final class Compatibility {
    private final CudaReleases releases;

    public Compatibility(CudaReleases releases) {
        this.releases = releases;
    }

    /** How the driver comes to run the toolkit. */
    private enum Way {
        NATIVE,
        MINOR_VERSION,
        FORWARD
    }

    public Verdict check(CudaImage image, HostDriver driver, CardFacts card) {
        if (image.toolkit().isEmpty()) {
            return new Verdict.NotNeeded();
        }
        CudaVersion toolkit = image.toolkit().get();
        Optional<Verdict.Refused> unmet = unmetDemand(image, driver, card);
        if (unmet.isPresent()) {
            return unmet.get();
        }
        Optional<Way> way = way(image, toolkit, driver, card);
        return way.isEmpty() ? tooOld(image, toolkit, driver, card) : withCode(image, toolkit, driver, card, way.get());
    }

    private Optional<Way> way(CudaImage image, CudaVersion toolkit, HostDriver driver, CardFacts card) {
        if (isNative(toolkit, driver)) {
            return Optional.of(Way.NATIVE);
        }
        if (isMinorVersion(toolkit, driver)) {
            return Optional.of(Way.MINOR_VERSION);
        }
        return image.hasCompatPackage() && takesCompatPackage(card) ? Optional.of(Way.FORWARD) : Optional.empty();
    }

    /** Of a toolkit later than the tables only the driver can tell. */
    private boolean isNative(CudaVersion toolkit, HostDriver driver) {
        return releases.nativeFrom(toolkit)
                .map(driver.version()::isAtLeast)
                .orElseGet(() -> driver.cuda().compareTo(toolkit.release()) >= 0);
    }

    private boolean isMinorVersion(CudaVersion toolkit, HostDriver driver) {
        Optional<DriverVersion> floor = releases.minorVersionFrom(toolkit);
        return floor.map(driver.version()::isAtLeast)
                .orElseGet(() -> toolkit.major() > 11 && driver.cuda().major() == toolkit.major());
    }

    private static boolean takesCompatPackage(CardFacts card) {
        return switch (card.brand().segment()) {
            case DATA_CENTER, WORKSTATION -> true;
            case CONSUMER, OTHER -> false;
        };
    }

    /** The container toolkit would not start such an image. */
    private Optional<Verdict.Refused> unmetDemand(CudaImage image, HostDriver driver, CardFacts card) {
        RequirementFacts facts = new RequirementFacts(driver.cuda(), driver.version(), card.capability(), card.brand());
        List<Reason> unmet = image.requirements().entrySet().stream()
                .filter(entry -> !entry.getValue().isMetBy(facts))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Reason(
                        "requirement-unmet",
                        "The image demands %s=%s of its host; here it is driver %s, CUDA %s, a %s of compute capability %s"
                                .formatted(
                                        entry.getKey(),
                                        shortened(entry.getValue().toString()),
                                        driver.version(),
                                        driver.cuda(),
                                        card.brand().word(),
                                        card.capability())))
                .toList();
        return unmet.isEmpty()
                ? Optional.empty()
                : Optional.of(new Verdict.Refused(unmet, image.toolkit().flatMap(releases::nativeFrom)));
    }

    /** NVIDIA's own images list dozens of alternatives; the first one is the rule. */
    private static String shortened(String demand) {
        int space = demand.indexOf(' ');
        return space < 0 ? demand : demand.substring(0, space) + " …";
    }

    private Verdict tooOld(CudaImage image, CudaVersion toolkit, HostDriver driver, CardFacts card) {
        Optional<DriverVersion> needed = releases.minorVersionFrom(toolkit).or(() -> releases.nativeFrom(toolkit));
        List<Reason> reasons = new ArrayList<>();
        reasons.add(new Reason(
                "driver-too-old",
                "CUDA " + toolkit + " needs driver "
                        + needed.map(v -> v + " or newer").orElse("of a later release") + "; this host has "
                        + driver.version()));
        if (image.hasCompatPackage() && !takesCompatPackage(card)) {
            reasons.add(new Reason(
                    "no-forward-compatibility",
                    "The image carries cuda-compat, which NVIDIA supports on data-centre and workstation GPUs only, not on "
                            + card.model()));
        }
        return new Verdict.Refused(reasons, needed);
    }

    /** The driver will do; whether the framework has code for the GPU is another question. */
    private Verdict withCode(CudaImage image, CudaVersion toolkit, HostDriver driver, CardFacts card, Way way) {
        Code code = code(image, toolkit, card.capability());
        if (code == Code.NONE) {
            return new Verdict.Refused(List.of(noCode(image, toolkit, card)), Optional.empty());
        }
        if (code == Code.PTX && way == Way.MINOR_VERSION) {
            Reason reason = new Reason(
                    "ptx-needs-newer-driver",
                    "For compute capability %s the image has PTX at best, and driver %s cannot compile PTX of CUDA %s"
                            .formatted(card.capability(), driver.version(), toolkit));
            return new Verdict.Refused(List.of(reason), releases.nativeFrom(toolkit));
        }
        List<Reason> notes = new ArrayList<>();
        if (code == Code.PTX) {
            notes.add(new Reason(
                    "ptx-compiled-at-start",
                    "The image has no machine code for compute capability %s; what PTX it has is compiled at its first start"
                            .formatted(card.capability())));
        }
        return switch (way) {
            case NATIVE -> new Verdict.Native(notes);
            case MINOR_VERSION -> {
                notes.add(new Reason(
                        "minor-version",
                        "Driver %s is older than CUDA %s's own (%s): features newer than the driver fail, and PTX is not compiled"
                                .formatted(
                                        driver.version(),
                                        toolkit,
                                        releases.nativeFrom(toolkit)
                                                .map(DriverVersion::toString)
                                                .orElse("unknown"))));
                yield new Verdict.MinorVersion(notes);
            }
            case FORWARD -> {
                notes.add(new Reason(
                        "forward",
                        "Runs by the image's cuda-compat package on driver %s; interoperability with OpenGL and Vulkan is not supported there"
                                .formatted(driver.version())));
                yield new Verdict.Forward(notes);
            }
        };
    }

    /** The best code that the image has, or may have, for a GPU. */
    private enum Code {
        MACHINE,
        PTX,
        NONE
    }

    private Code code(CudaImage image, CudaVersion toolkit, ComputeCapability card) {
        if (image.tellsItsCode()) {
            if (image.machineCode().stream().anyMatch(card::runsMachineCodeOf)) {
                return Code.MACHINE;
            }
            return image.ptx().stream().anyMatch(card::runsPtxOf) ? Code.PTX : Code.NONE;
        }
        // Nobody told what the framework was built for; the toolkit bounds what it can have been.
        return releases.capabilities(toolkit)
                .map(range -> {
                    if (card.compareTo(range.lowest()) < 0) {
                        return Code.NONE;
                    }
                    return card.major() > range.highest().major() ? Code.PTX : Code.MACHINE;
                })
                .orElse(Code.MACHINE);
    }

    private Reason noCode(CudaImage image, CudaVersion toolkit, CardFacts card) {
        String built = image.tellsItsCode()
                ? "The image is built for compute capabilities " + listed(image.machineCode())
                        + (image.ptx().isEmpty() ? "" : " and carries PTX of " + listed(image.ptx()))
                : "CUDA " + toolkit + " builds for compute capability "
                        + releases.capabilities(toolkit)
                                .map(range -> range.lowest().toString())
                                .orElse("unknown") + " and later";
        return new Reason("no-code-for-gpu", built + "; " + card.model() + " has " + card.capability());
    }

    private static String listed(Collection<ComputeCapability> capabilities) {
        return capabilities.isEmpty()
                ? "none"
                : capabilities.stream()
                        .sorted()
                        .map(ComputeCapability::toString)
                        .collect(Collectors.joining(", "));
    }
}
