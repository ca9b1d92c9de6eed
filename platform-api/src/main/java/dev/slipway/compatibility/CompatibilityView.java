package dev.slipway.compatibility;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.gpu.ImageVerdicts;
import dev.slipway.problem.Problem.Reason;
import dev.slipway.runtime.compatibility.CudaImage;
import dev.slipway.runtime.compatibility.Demands;
import dev.slipway.runtime.compatibility.Verdict;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHost;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether an image runs on this host, as the API shows it.
 *
 * @param verdict the best of the GPUs' verdicts
 * @param perGpu one for each GPU
 * @param remedy what would make it run
 */
@Schema(name = "Compatibility")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CompatibilityView(
        Kind verdict,
        List<PerGpu> perGpu,
        List<Reason> reasons,
        @Nullable String remedy,
        boolean simulated) {

    @Schema(name = "CompatibilityVerdict")
    public enum Kind {
        NATIVE,
        MINOR_VERSION,
        FORWARD,
        REFUSED,
        NOT_NEEDED
    }

    @Schema(name = "GpuVerdict")
    public record PerGpu(String uuid, Kind verdict, List<Reason> reasons) {}

    public static CompatibilityView of(
            CudaImage image, GpuHost host, Map<Gpu, Verdict> perGpu, ImageVerdicts verdicts) {
        Verdict best = verdicts.best(image, perGpu.values());
        return new CompatibilityView(
                kindOf(best),
                image.asksNothing()
                        ? List.of()
                        : perGpu.entrySet().stream()
                                .map(entry -> new PerGpu(
                                        entry.getKey().uuid().value(),
                                        kindOf(entry.getValue()),
                                        reasonsOf(entry.getValue())))
                                .toList(),
                reasonsOf(best),
                remedyOf(best),
                host.simulated());
    }

    /** Whether this host runs it: on its GPUs, or, where it has none, on processors alone. */
    public boolean letsLaunch() {
        return verdict != Kind.REFUSED || perGpu.isEmpty();
    }

    private static Kind kindOf(Verdict verdict) {
        return switch (verdict) {
            case Verdict.NotNeeded notNeeded -> Kind.NOT_NEEDED;
            case Verdict.Native full -> Kind.NATIVE;
            case Verdict.MinorVersion minor -> Kind.MINOR_VERSION;
            case Verdict.Forward forward -> Kind.FORWARD;
            case Verdict.Refused refused -> Kind.REFUSED;
        };
    }

    /** Its reasons, each with the verdict's remedy. */
    public static List<Reason> reasonsOf(Verdict verdict) {
        String remedy = remedyOf(verdict);
        return verdict.reasons().stream()
                .map(reason -> new Reason(
                        reason.code(),
                        reason.message(),
                        reason.code().equals("requirement-unmet") ? takingItBack(remedy) : remedy))
                .toList();
    }

    private static String takingItBack(@Nullable String remedy) {
        String wayOut = "launch it with " + Demands.WAY_OUT + "=1, on your own responsibility";
        return remedy == null ? "If you know better, " + wayOut : remedy + "; if you know better, " + wayOut;
    }

    private static @Nullable String remedyOf(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused
                ? refused.driver()
                        .map(driver ->
                                "Install NVIDIA driver " + driver + " or newer, or choose a version with an older CUDA")
                        .orElse(null)
                : null;
    }
}
