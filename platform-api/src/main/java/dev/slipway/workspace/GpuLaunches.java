package dev.slipway.workspace;

import dev.slipway.gpu.GpuPlacement;
import dev.slipway.gpu.HostGpus;
import dev.slipway.gpu.ImageVerdicts;
import dev.slipway.gpu.Leases;
import dev.slipway.image.Catalogue;
import dev.slipway.image.CompatibilityView;
import dev.slipway.image.CudaImages;
import dev.slipway.image.Images;
import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.Problem.Reason;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.allocation.Placement;
import dev.slipway.runtime.compatibility.CudaImage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** GPUs for workspaces: what can never be is refused, what can be now is leased, what can be later is waited for. */
@ApplicationScoped
class GpuLaunches {
    private final GpuPlacement placement;
    private final Leases leases;
    private final HostGpus gpus;
    private final ImageVerdicts verdicts;
    private final Catalogue catalogue;
    private final Images images;

    GpuLaunches(
            GpuPlacement placement,
            Leases leases,
            HostGpus gpus,
            ImageVerdicts verdicts,
            Catalogue catalogue,
            Images images) {
        this.placement = placement;
        this.leases = leases;
        this.gpus = gpus;
        this.verdicts = verdicts;
        this.catalogue = catalogue;
        this.images = images;
    }

    /**
     * Lets pass what this host can give, now or later.
     *
     * @throws ProblemException {@code unsatisfiable} when the host has no such GPUs, {@code incompatible-image} when it has
     *     and the image does not run on them
     */
    void refuseTheImpossible(GpuRequest request, CudaImage image) {
        if (!(placement.tryOut(request, image) instanceof Placement.Impossible)) {
            return;
        }
        if (placement.tryOut(request, CudaImage.NONE) instanceof Placement.Impossible impossible) {
            throw new ProblemException(
                    ProblemCode.UNSATISFIABLE,
                    impossible.message(),
                    List.of(new FieldError("resources.gpus", impossible.message())),
                    List.of(new Reason("gpus", impossible.message(), "Ask for what is here")));
        }
        List<Reason> reasons = verdicts.perGpu(image, gpus.look().host()).values().stream()
                .filter(verdict -> !verdict.runs())
                .flatMap(verdict -> CompatibilityView.reasonsOf(verdict).stream())
                .distinct()
                .toList();
        throw new ProblemException(
                ProblemCode.INCOMPATIBLE_IMAGE, reasons.getFirst().message(), List.of(), reasons);
    }

    /** Leases what the workspace asks for, within the caller's transaction; what it waits for otherwise. */
    @Transactional(Transactional.TxType.MANDATORY)
    Optional<String> lease(Workspace workspace) {
        if (workspace.gpus().isEmpty()) {
            return Optional.empty();
        }
        Placement placed =
                placement.place(workspace.id().value(), workspace.gpus().get(), imageOf(workspace));
        return switch (placed) {
            case Placement.Placed done -> Optional.empty();
            case Placement.Waiting waiting -> Optional.of(waiting.message());
            case Placement.Impossible impossible -> Optional.of(impossible.message()); // until someone plugs one in
        };
    }

    /** Ends its leases; its container is gone. */
    @Transactional
    int release(WorkspaceId id) {
        return leases.release(id.value());
    }

    private CudaImage imageOf(Workspace workspace) {
        return catalogue
                .version(workspace.image(), workspace.version())
                .map(version -> CudaImages.of(
                        version,
                        CudaImages.asRun(
                                images.environment(workspace.image(), workspace.version(), workspace.digest()),
                                workspace.environment())))
                .orElse(CudaImage.NONE);
    }
}
