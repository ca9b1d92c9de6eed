package dev.slipway.catalog.registry;

import dev.slipway.catalog.CudaFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an image's own variables and labels tell of what is in it. They are its maker's word: NVIDIA's, PyTorch's and Python's
 * images set them, others tell nothing, and then nothing is known.
 *
 * @param frameworkVersion the version of PyTorch, TensorFlow or JupyterLab
 * @param python the version of Python
 * @param cuda the CUDA toolkit
 */
public record ImageFacts(Optional<String> frameworkVersion, Optional<String> python, Optional<CudaFacts> cuda) {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4}(?:\\.\\d{1,4}){1,3})[\\w.+-]{0,40}");
    private static final Pattern TOOLKIT = Pattern.compile("(\\d{1,3}\\.\\d{1,3}(?:\\.\\d{1,4})?)(?:\\.\\d+)*");
    private static final Map<String, List<String>> FRAMEWORKS = Map.of(
            "pytorch", List.of("PYTORCH_VERSION", "TORCH_VERSION"),
            "tensorflow", List.of("TENSORFLOW_VERSION", "TF_VERSION"),
            "jupyter", List.of("JUPYTERLAB_VERSION"));

    /**
     * Reads them.
     *
     * @param framework whose version is looked for, such as {@code pytorch}
     */
    public static ImageFacts of(ImageConfig config, String framework) {
        Map<String, String> environment = config.environment();
        return new ImageFacts(
                FRAMEWORKS.getOrDefault(framework, List.of()).stream()
                        .flatMap(variable -> version(VERSION, environment.get(variable)))
                        .findFirst(),
                version(VERSION, environment.get("PYTHON_VERSION")).findFirst(),
                version(TOOLKIT, environment.get("CUDA_VERSION")).findFirst().map(toolkit -> cuda(toolkit, config)));
    }

    private static CudaFacts cuda(String toolkit, ImageConfig config) {
        Map<String, String> environment = config.environment();
        String cudnn = Stream.of(
                        environment.get("NV_CUDNN_VERSION"),
                        environment.get("CUDNN_VERSION"),
                        config.labels().get("com.nvidia.cudnn.version"))
                .flatMap(text -> version(VERSION, text))
                .findFirst()
                .orElse(null);
        return new CudaFacts(toolkit, cudnn, List.of(), List.of(), Optional.of(carriesCompatPackage(environment)));
    }

    /** Whether an image says that it carries {@code cuda-compat}, as NVIDIA's CUDA images and its frameworks' do. */
    public static boolean carriesCompatPackage(Map<String, String> environment) {
        return environment.containsKey("NV_CUDA_COMPAT_PACKAGE") || environment.containsKey("_CUDA_COMPAT_PATH");
    }

    private static Stream<String> version(Pattern form, @Nullable String text) {
        if (text == null) {
            return Stream.empty();
        }
        Matcher matcher = form.matcher(text);
        return matcher.matches() ? Stream.of(matcher.group(1)) : Stream.empty();
    }
}
