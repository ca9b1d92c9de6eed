package dev.slipway.workspace.api;

import dev.slipway.admission.Admission;
import dev.slipway.admission.Admission.Admitted;
import dev.slipway.admission.AdmissionConfig;
import dev.slipway.admission.WorkspaceRequest;
import dev.slipway.capacity.HostCapacity;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.compatibility.CudaImages;
import dev.slipway.crypto.Secrets;
import dev.slipway.identity.Person;
import dev.slipway.image.ExactImages;
import dev.slipway.request.Violations;
import dev.slipway.runtime.host.HostFacts;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** Admits launches, by the catalogue, this host, the exact image and the GPUs as they are now, before anything is written. */
@ApplicationScoped
class Admissions {
    private final Violations violations;
    private final Catalogue catalogue;
    private final AdmissionConfig config;
    private final ExactImages exactImages;
    private final GpuLaunches gpuLaunches;
    private final HostCapacity host;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Admissions(
            Violations violations,
            Catalogue catalogue,
            AdmissionConfig config,
            ExactImages exactImages,
            GpuLaunches gpuLaunches,
            HostCapacity host,
            Clock clock) {
        this.violations = violations;
        this.catalogue = catalogue;
        this.config = config;
        this.exactImages = exactImages;
        this.gpuLaunches = gpuLaunches;
        this.host = host;
        this.clock = clock;
    }

    /**
     * A launch that may be.
     *
     * @param first how its workspace begins
     * @param isReady whether its image is here
     */
    record Launch(Transition.Outcome first, boolean isReady) {}

    /**
     * Admits what a person asks for.
     *
     * @throws dev.slipway.problem.ProblemException {@code invalid-request}, {@code unsatisfiable}, {@code incompatible-image}
     *     or {@code image-unavailable}
     */
    Launch admit(WorkspaceRequest request, Person by) {
        Admitted admitted = Admission.admit(
                request,
                violations.of(request),
                catalogue.now(),
                new Admission.Host(HostFacts.read().cpus(), host.all()),
                config);
        ExactImages.Exact image = exactImages.exact(admitted.image(), admitted.version());
        refuseGpusThatAreNotHere(admitted, image);
        return new Launch(
                Transition.admitted(
                        WorkspaceId.random(random),
                        by,
                        admitted,
                        image,
                        Secrets.random(),
                        clock.instant().truncatedTo(ChronoUnit.MICROS)),
                image.isHere());
    }

    private void refuseGpusThatAreNotHere(Admitted admitted, ExactImages.Exact image) {
        admitted.gpus()
                .ifPresent(gpus -> gpuLaunches.refuseTheImpossible(
                        gpus,
                        CudaImages.of(
                                admitted.version(), CudaImages.asRun(image.environment(), admitted.environment()))));
    }
}
