package dev.slipway.gpu;

import dev.slipway.runtime.compatibility.CardFacts;
import dev.slipway.runtime.compatibility.Compatibility;
import dev.slipway.runtime.compatibility.CudaImage;
import dev.slipway.runtime.compatibility.CudaReleases;
import dev.slipway.runtime.compatibility.HostDriver;
import dev.slipway.runtime.compatibility.Reason;
import dev.slipway.runtime.compatibility.Verdict;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether images run on this host's GPUs. */
@ApplicationScoped
public class ImageVerdicts {
    private static final Comparator<Verdict> BEST = Comparator.comparingInt(ImageVerdicts::rank);

    private final Compatibility compatibility = new Compatibility(CudaReleases.published());

    /** On one GPU. */
    public Verdict of(CudaImage image, GpuHost host, Gpu gpu) {
        DriverVersion driver = host.driver().orElseThrow();
        CudaVersion cuda = host.cuda().orElse(new CudaVersion(1, 0, 0));
        return compatibility.check(
                image, new HostDriver(driver, cuda), new CardFacts(gpu.model(), gpu.capability(), gpu.brand()));
    }

    /** On each of a host's GPUs. */
    public Map<Gpu, Verdict> perGpu(CudaImage image, GpuHost host) {
        Map<Gpu, Verdict> verdicts = new LinkedHashMap<>();
        for (GpuState state : host.gpus()) {
            verdicts.put(state.gpu(), of(image, host, state.gpu()));
        }
        return verdicts;
    }

    /** The best of several GPUs' verdicts. An image with CUDA is refused by a host that has no GPU. */
    public Verdict best(CudaImage image, Collection<Verdict> perGpu) {
        return perGpu.stream().min(BEST).orElseGet(() -> onNoGpu(image));
    }

    private static Verdict onNoGpu(CudaImage image) {
        return image.toolkit().isEmpty()
                ? new Verdict.NotNeeded(List.of())
                : new Verdict.Refused(
                        List.of(new Reason("no-gpu", "This host has no GPU; the image runs on processors alone")),
                        Optional.empty());
    }

    private static int rank(Verdict verdict) {
        return switch (verdict) {
            case Verdict.NotNeeded notNeeded -> 0;
            case Verdict.Native full -> 1;
            case Verdict.MinorVersion minor -> 2;
            case Verdict.Forward forward -> 3;
            case Verdict.Refused refused -> 4;
        };
    }
}
