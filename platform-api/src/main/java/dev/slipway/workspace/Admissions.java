package dev.slipway.workspace;

import dev.slipway.identity.Person;
import dev.slipway.image.Catalogue;
import dev.slipway.image.CudaImages;
import dev.slipway.image.Images;
import dev.slipway.problem.Violations;
import dev.slipway.runtime.host.HostFacts;
import dev.slipway.secret.Secrets;
import dev.slipway.workspace.Admission.Admitted;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Admits launches, by the catalogue, this host, the exact image and the GPUs as they are now, before anything is written. */
@ApplicationScoped
class Admissions {
    private final Violations violations;
    private final Catalogue catalogue;
    private final WorkspaceConfig config;
    private final Images images;
    private final GpuLaunches gpuLaunches;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Admissions(
            Violations violations,
            Catalogue catalogue,
            WorkspaceConfig config,
            Images images,
            GpuLaunches gpuLaunches,
            Clock clock) {
        this.violations = violations;
        this.catalogue = catalogue;
        this.config = config;
        this.images = images;
        this.gpuLaunches = gpuLaunches;
        this.clock = clock;
    }

    /**
     * A launch that may be.
     *
     * @param first how its workspace begins
     * @param gpus by which its GPUs are leased; empty: it asks for none
     */
    record Launch(Transition.Outcome first, Optional<GpuLaunches.Basis> gpus) {}

    /**
     * Admits what a person asks for.
     *
     * @throws dev.slipway.problem.ProblemException {@code invalid-request}, {@code unsatisfiable}, {@code incompatible-image}
     *     or {@code image-unavailable}
     */
    Launch admit(WorkspaceRequest request, Person by) {
        HostFacts facts = HostFacts.read();
        Admitted admitted = Admission.admit(
                request,
                violations.of(request),
                catalogue.now(),
                new Admission.Host(facts.cpus(), facts.memory()),
                config);
        Images.Exact image = images.exact(admitted.image(), admitted.version());
        Optional<GpuLaunches.Basis> gpus = gpusFor(admitted, image);
        return new Launch(
                Transition.admitted(
                        WorkspaceId.random(random),
                        by,
                        admitted,
                        image,
                        Secrets.random(),
                        clock.instant().truncatedTo(ChronoUnit.MICROS)),
                gpus);
    }

    private Optional<GpuLaunches.Basis> gpusFor(Admitted admitted, Images.Exact image) {
        return admitted.gpus().map(gpus -> {
            GpuLaunches.Basis seen = gpuLaunches.look(
                    CudaImages.of(admitted.version(), CudaImages.asRun(image.environment(), admitted.environment())));
            gpuLaunches.refuseTheImpossible(gpus, seen);
            return seen;
        });
    }
}
