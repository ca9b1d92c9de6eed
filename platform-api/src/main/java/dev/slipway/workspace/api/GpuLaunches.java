package dev.slipway.workspace.api;

import dev.slipway.compatibility.CompatibilityView;
import dev.slipway.gpu.GpuPlacement;
import dev.slipway.gpu.ImageVerdicts;
import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.Problem.Reason;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.allocation.Placement;
import dev.slipway.runtime.compatibility.CudaImage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** GPUs for workspaces: what can never be is refused; what can be, now or later, is waited for in the queue. */
@ApplicationScoped
class GpuLaunches {
    private final GpuPlacement placement;
    private final ImageVerdicts verdicts;

    GpuLaunches(GpuPlacement placement, ImageVerdicts verdicts) {
        this.placement = placement;
        this.verdicts = verdicts;
    }

    /**
     * Lets pass what this host can give, now or later.
     *
     * @throws ProblemException {@code unsatisfiable} when the host has no such GPUs, {@code incompatible-image} when it has
     *     and the image does not run on them
     */
    void refuseTheImpossible(GpuRequest request, CudaImage image) {
        GpuPlacement.Sight sight = placement.look();
        if (!(placement.tryOut(request, image, sight) instanceof Placement.Impossible)) {
            return;
        }
        if (placement.tryOut(request, CudaImage.NONE, sight) instanceof Placement.Impossible impossible) {
            throw new ProblemException(
                    ProblemCode.UNSATISFIABLE,
                    impossible.message(),
                    List.of(new FieldError("resources.gpus", impossible.message())),
                    List.of(new Reason("gpus", impossible.message(), "Ask for what is here")));
        }
        List<Reason> reasons = verdicts.perGpu(image, sight.now().host()).values().stream()
                .filter(verdict -> !verdict.runs())
                .flatMap(verdict -> CompatibilityView.reasonsOf(verdict).stream())
                .distinct()
                .toList();
        throw new ProblemException(
                ProblemCode.INCOMPATIBLE_IMAGE, reasons.getFirst().message(), List.of(), reasons);
    }
}
