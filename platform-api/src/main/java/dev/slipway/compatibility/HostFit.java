package dev.slipway.compatibility;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.gpu.ImageVerdicts;
import dev.slipway.host.HostGpus;
import dev.slipway.image.ExactImages;
import dev.slipway.runtime.compatibility.CudaImage;
import dev.slipway.runtime.compatibility.Verdict;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHost;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.function.Predicate;

/** Whether versions run on this host's GPUs. */
@ApplicationScoped
public class HostFit {
    private final ExactImages exactImages;
    private final HostGpus gpus;
    private final ImageVerdicts verdicts;

    HostFit(ExactImages exactImages, HostGpus gpus, ImageVerdicts verdicts) {
        this.exactImages = exactImages;
        this.gpus = gpus;
        this.verdicts = verdicts;
    }

    /** On all of them, as they are now. */
    public CompatibilityView of(ImageName image, ImageVersion version) {
        return of(image, version, gpus.look().host(), gpu -> true);
    }

    /** On those of a host's GPUs that are wanted. */
    CompatibilityView of(ImageName image, ImageVersion version, GpuHost host, Predicate<Gpu> wanted) {
        CudaImage cuda = CudaImages.of(version, exactImages.environment(image, version));
        Map<Gpu, Verdict> perGpu = verdicts.perGpu(cuda, host);
        perGpu.keySet().removeIf(wanted.negate());
        return CompatibilityView.of(cuda, host, perGpu, verdicts);
    }
}
