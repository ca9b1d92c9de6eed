package dev.slipway.compatibility;

import dev.slipway.catalog.CudaFacts;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.registry.ImageFacts;
import dev.slipway.runtime.compatibility.CudaImage;
import dev.slipway.runtime.compatibility.Demands;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Joins what the catalogue tells of an image's CUDA with what the image says of itself. */
public final class CudaImages {
    private static final Logger LOG = Logger.getLogger(CudaImages.class);

    private CudaImages() {}

    /**
     * What is known of a version's CUDA. The catalogue goes first; an image that sets {@code CUDA_VERSION} speaks where the
     * catalogue does not.
     *
     * @param environment what the image sets, as far as it is known; of a workspace, as it counts there: {@link #asRun}
     */
    public static CudaImage of(ImageVersion version, Map<String, String> environment) {
        Optional<CudaFacts> facts = version.cuda();
        Optional<CudaVersion> toolkit =
                facts.map(CudaFacts::toolkit).map(CudaImages::toolkit).or(() -> toolkit(version, environment));
        return new CudaImage(
                toolkit,
                Demands.of(environment),
                facts.flatMap(CudaFacts::compatPackage).orElseGet(() -> ImageFacts.carriesCompatPackage(environment)),
                capabilities(facts.map(CudaFacts::machineCode).orElse(List.of())),
                capabilities(facts.map(CudaFacts::ptx).orElse(List.of())));
    }

    /**
     * The variables of an image as they count in a workspace, whose own setting may take back the image's demands on the
     * driver.
     */
    public static Map<String, String> asRun(Map<String, String> image, Map<String, String> workspace) {
        if (!workspace.containsKey(Demands.WAY_OUT)) {
            return image;
        }
        Map<String, String> environment = new HashMap<>(image);
        environment.put(Demands.WAY_OUT, workspace.get(Demands.WAY_OUT));
        return environment;
    }

    /** Reads a toolkit's version. Some images add more numbers, such as {@code 12.4.1.2}: all after the third are ignored. */
    private static CudaVersion toolkit(String text) {
        return CudaVersion.parse(text.replaceFirst("^(\\d+\\.\\d+(\\.\\d+)?).*", "$1"));
    }

    /** The toolkit that an image's {@code CUDA_VERSION} names. A text that cannot be parsed counts as if it were not set. */
    private static Optional<CudaVersion> toolkit(ImageVersion version, Map<String, String> environment) {
        try {
            return Optional.ofNullable(environment.get("CUDA_VERSION")).map(CudaImages::toolkit);
        } catch (IllegalArgumentException e) {
            LOG.warnf("image names no CUDA version image=%s cause=%s", version.reference(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Set<ComputeCapability> capabilities(Collection<String> texts) {
        return texts.stream().map(ComputeCapability::parse).collect(Collectors.toSet());
    }
}
