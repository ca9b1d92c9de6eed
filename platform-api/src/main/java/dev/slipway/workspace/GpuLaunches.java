package dev.slipway.workspace;

import dev.slipway.gpu.GpuPlacement;
import dev.slipway.gpu.ImageVerdicts;
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
import java.util.List;
import java.util.Optional;

/** GPUs for workspaces: what can never be is refused, what can be now is leased, what can be later is waited for. */
@ApplicationScoped
class GpuLaunches {
    private final GpuPlacement placement;
    private final ImageVerdicts verdicts;
    private final Catalogue catalogue;
    private final Images images;

    GpuLaunches(GpuPlacement placement, ImageVerdicts verdicts, Catalogue catalogue, Images images) {
        this.placement = placement;
        this.verdicts = verdicts;
        this.catalogue = catalogue;
        this.images = images;
    }

    /**
     * What GPUs are leased by, asked before a transaction begins.
     *
     * @param image that runs on them
     */
    record Basis(CudaImage image, GpuPlacement.Sight sight) {}

    /** Looks at the GPUs, for an image. */
    Basis look(CudaImage image) {
        return new Basis(image, placement.look());
    }

    /** Looks at the GPUs, for a workspace's image. */
    Basis look(Workspace workspace) {
        return look(imageOf(workspace));
    }

    /**
     * Lets pass what this host can give, now or later.
     *
     * @throws ProblemException {@code unsatisfiable} when the host has no such GPUs, {@code incompatible-image} when it has
     *     and the image does not run on them
     */
    void refuseTheImpossible(GpuRequest request, Basis basis) {
        if (!(placement.tryOut(request, basis.image(), basis.sight()) instanceof Placement.Impossible)) {
            return;
        }
        if (placement.tryOut(request, CudaImage.NONE, basis.sight()) instanceof Placement.Impossible impossible) {
            throw new ProblemException(
                    ProblemCode.UNSATISFIABLE,
                    impossible.message(),
                    List.of(new FieldError("resources.gpus", impossible.message())),
                    List.of(new Reason("gpus", impossible.message(), "Ask for what is here")));
        }
        List<Reason> reasons = verdicts
                .perGpu(basis.image(), basis.sight().now().host())
                .values()
                .stream()
                .filter(verdict -> !verdict.runs())
                .flatMap(verdict -> CompatibilityView.reasonsOf(verdict).stream())
                .distinct()
                .toList();
        throw new ProblemException(
                ProblemCode.INCOMPATIBLE_IMAGE, reasons.getFirst().message(), List.of(), reasons);
    }

    /** Leases the GPUs that the workspace asks for, within the caller's transaction; what it waits for otherwise. */
    Optional<Notice.WaitsForGpus> lease(Workspace workspace, Basis basis) {
        GpuRequest request = workspace.spec().gpus().orElseThrow();
        WorkspaceRequest.GpuRequest asked = WorkspaceRequest.GpuRequest.of(request);
        Placement placed = placement.place(workspace.id().value(), request, basis.image(), basis.sight());
        return switch (placed) {
            case Placement.Placed done -> Optional.empty();
            case Placement.Waiting waiting ->
                Optional.of(new Notice.WaitsForGpus(
                        asked, waiting.taken().stream().map(GpuCandidates::of).toList(), null));
            case Placement.Unseen unseen -> Optional.of(new Notice.WaitsForGpus(asked, List.of(), null));
            case Placement.Impossible impossible -> // until someone plugs one in
                Optional.of(new Notice.WaitsForGpus(asked, List.of(), impossible.message()));
        };
    }

    private CudaImage imageOf(Workspace workspace) {
        return catalogue
                .version(workspace.spec().key())
                .map(version -> CudaImages.of(
                        version,
                        CudaImages.asRun(
                                images.environment(
                                        workspace.spec().key(),
                                        workspace.status().digest()),
                                workspace.spec().environment())))
                .orElse(CudaImage.NONE);
    }
}
