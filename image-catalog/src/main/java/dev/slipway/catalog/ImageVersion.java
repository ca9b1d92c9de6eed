package dev.slipway.catalog;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One exact version of an image. A fact that is not known is absent, never guessed.
 *
 * @param version its name
 * @param reference where a container engine finds it, {@code repository:tag}
 * @param frameworkVersion the framework's version in it
 * @param python the Python version in it
 * @param cuda the CUDA in it; empty: it has none
 * @param recipe the folder under {@code recipes/} that builds it; absent: it is pulled
 * @param source where these facts are published
 * @param run how its server is run
 */
public record ImageVersion(
        VersionName version,
        String reference,
        @Nullable String frameworkVersion,
        @Nullable String python,
        Optional<CudaFacts> cuda,
        Optional<String> recipe,
        String source,
        RunContract run) {}
