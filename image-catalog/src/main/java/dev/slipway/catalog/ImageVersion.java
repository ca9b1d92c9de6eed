package dev.slipway.catalog;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
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
 * @param recipeMebibytes what the recipe makes takes on disk, about, as it was measured once; empty: nobody has measured
 * @param built the engine's id of the image, {@code sha256:…}, where it was built out of a Dockerfile of someone's
 * @param source where these facts are published
 * @param run how its server is run; empty: it has none, as an image for jobs
 */
public record ImageVersion(
        VersionName version,
        String reference,
        @Nullable String frameworkVersion,
        @Nullable String python,
        Optional<CudaFacts> cuda,
        Optional<String> recipe,
        Optional<Integer> recipeMebibytes,
        Optional<String> built,
        String source,
        Optional<RunContract> run) {

    /** Whether no registry has it. */
    public boolean isBuiltHere() {
        return recipe.isPresent() || built.isPresent();
    }

    /** What an engine that has it knows it by, where no registry has told. */
    public String localName() {
        return built.orElse(reference);
    }

    /**
     * Reads one version, written in JSON as a catalogue file has it in YAML.
     *
     * @throws CatalogException when a field is unknown, missing or wrong; the message names it
     */
    public static ImageVersion read(String json) {
        return CatalogFile.readVersion(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
