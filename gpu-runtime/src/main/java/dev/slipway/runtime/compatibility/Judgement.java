package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether an image with CUDA, whose demands are met, runs on one GPU. */
final class Judgement {
    private final CudaReleases releases;
    private final CudaVersion toolkit;
    private final CardFacts card;
    private final RequirementFacts host;
    private final ForwardPackage forward;
    private final FrameworkCode code;

    /** How the driver comes to run the toolkit. */
    private enum Way {
        NATIVE,
        MINOR_VERSION,
        FORWARD
    }

    Judgement(CudaReleases releases, CudaImage image, CudaVersion toolkit, CardFacts card, RequirementFacts host) {
        this.releases = releases;
        this.toolkit = toolkit;
        this.card = card;
        this.host = host;
        this.forward = new ForwardPackage(image, toolkit, card, host, releases.forwardBranches(toolkit));
        this.code = new FrameworkCode(image, toolkit, releases.capabilities(toolkit));
    }

    Verdict verdict() {
        return way().map(this::withCode).orElseGet(this::tooOld);
    }

    private Optional<Way> way() {
        if (isNative()) {
            return Optional.of(Way.NATIVE);
        }
        if (isMinorVersion()) {
            return Optional.of(Way.MINOR_VERSION);
        }
        return forward.works() ? Optional.of(Way.FORWARD) : Optional.empty();
    }

    /** Of a toolkit later than the tables only the driver can tell. */
    private boolean isNative() {
        return releases.nativeFrom(toolkit)
                .map(host.driver()::isAtLeast)
                .orElseGet(() -> host.cuda().compareTo(toolkit.release()) >= 0);
    }

    private boolean isMinorVersion() {
        return releases.minorVersionFrom(toolkit)
                .map(host.driver()::isAtLeast)
                .orElseGet(() -> toolkit.major() > 11 && host.cuda().major() == toolkit.major());
    }

    private Verdict tooOld() {
        Optional<DriverVersion> needed = releases.minorVersionFrom(toolkit).or(() -> releases.nativeFrom(toolkit));
        List<Reason> reasons = new ArrayList<>();
        reasons.add(new Reason(
                "driver-too-old",
                "CUDA " + toolkit + " needs driver "
                        + needed.map(v -> v + " or newer").orElse("of a later release") + "; this host has "
                        + host.driver()));
        forward.fault().ifPresent(reasons::add);
        return new Verdict.Refused(reasons, needed);
    }

    /** The driver will do; whether the framework has code for the GPU is another question. */
    private Verdict withCode(Way way) {
        FrameworkCode.Best best = code.bestFor(card.capability());
        if (best == FrameworkCode.Best.NONE) {
            return new Verdict.Refused(List.of(code.none(card)), Optional.empty());
        }
        if (best == FrameworkCode.Best.PTX && way == Way.MINOR_VERSION) {
            Reason reason = new Reason(
                    "ptx-needs-newer-driver",
                    "For compute capability %s the image has PTX at best, and driver %s cannot compile PTX of CUDA %s"
                            .formatted(card.capability(), host.driver(), toolkit));
            return new Verdict.Refused(List.of(reason), releases.nativeFrom(toolkit));
        }
        List<Reason> notes = new ArrayList<>();
        if (best == FrameworkCode.Best.PTX) {
            notes.add(new Reason(
                    "ptx-compiled-at-start",
                    "The image has no machine code for compute capability %s; what PTX it has is compiled at its first start"
                            .formatted(card.capability())));
        }
        if (best == FrameworkCode.Best.OLDER) {
            notes.add(code.older(card.capability()));
        }
        return switch (way) {
            case NATIVE -> new Verdict.Native(notes);
            case MINOR_VERSION -> {
                notes.add(minorVersion());
                yield new Verdict.MinorVersion(notes);
            }
            case FORWARD -> {
                notes.addAll(forward.notes());
                yield new Verdict.Forward(notes);
            }
        };
    }

    private Reason minorVersion() {
        return new Reason(
                "minor-version",
                "Driver %s is older than CUDA %s's own (%s): features newer than the driver fail, and PTX is not compiled"
                        .formatted(
                                host.driver(),
                                toolkit,
                                releases.nativeFrom(toolkit)
                                        .map(DriverVersion::toString)
                                        .orElse("unknown")));
    }
}
