package dev.slipway.image;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.slipway.catalog.Catalog;
import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.CudaFacts;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.VersionName;
import dev.slipway.gpu.HostGpus;
import dev.slipway.gpu.ImageVerdicts;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.compatibility.CudaImage;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.LocalImage;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.GpuHost;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The catalogue, each version with what is here of it. */
@Path("/api/v1/images")
@Authenticated
public class ImageResource {
    private final Catalog catalog;
    private final ContainerEngine engine;
    private final HostGpus gpus;
    private final ImageVerdicts verdicts;

    ImageResource(Catalog catalog, ContainerEngine engine, HostGpus gpus, ImageVerdicts verdicts) {
        this.catalog = catalog;
        this.engine = engine;
        this.gpus = gpus;
        this.verdicts = verdicts;
    }

    /** A page of images; the catalogue fits one. */
    @Schema(
            name = "ImagePage",
            requiredProperties = {"items"})
    public record ImagePage(List<Image> items, @Nullable String nextCursor) {}

    @Schema(
            name = "Image",
            requiredProperties = {"name", "title", "description", "framework", "versions"})
    public record Image(String name, String title, String description, String framework, List<Version> versions) {
        private Image with(Predicate<Version> wanted) {
            return new Image(
                    name,
                    title,
                    description,
                    framework,
                    versions.stream().filter(wanted).toList());
        }
    }

    /**
     * A version as the API shows it.
     *
     * @param digest the image's digest; absent while the image is
     * @param state {@code available} or {@code absent}
     * @param cuda the CUDA toolkit in it
     * @param computeCapabilities what its framework has machine code for; empty: nobody told, or it needs none
     * @param compatibility whether it runs on this host's GPUs
     * @param build how an absent image that no registry has is made
     */
    @Schema(
            name = "ImageVersion",
            requiredProperties = {
                "name",
                "version",
                "reference",
                "framework",
                "computeCapabilities",
                "state",
                "compatibility"
            })
    public record Version(
            String name,
            String version,
            String reference,
            @Nullable String digest,
            String framework,
            @Nullable String frameworkVersion,
            @Nullable String python,
            @Nullable String cuda,
            @Nullable String cudnn,
            List<String> computeCapabilities,
            @Nullable Long sizeBytes,
            State state,
            CompatibilityView compatibility,
            @Nullable String build) {}

    @Schema(name = "ImageState")
    public enum State {
        AVAILABLE,
        ABSENT;

        @JsonValue
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @GET
    @RunOnVirtualThread
    public ImagePage list(
            @QueryParam("framework") @Nullable String framework,
            @QueryParam("cuda") @Nullable String cuda,
            @QueryParam("runnable") @DefaultValue("false") boolean runnable) {
        List<Image> images = catalog.images().stream()
                .filter(image -> framework == null || image.framework().equals(framework))
                .map(this::shown)
                .map(image -> image.with(version -> (cuda == null || isOf(version.cuda(), cuda))
                        && (!runnable || version.compatibility().verdict() != CompatibilityView.Kind.REFUSED)))
                .filter(image -> !image.versions().isEmpty())
                .toList();
        return new ImagePage(images, null);
    }

    /** {@code 12.4} is of {@code 12}, and so is {@code 12.4.1} of {@code 12.4}. */
    private static boolean isOf(@Nullable String version, String wanted) {
        return version != null && (version + ".").startsWith(wanted + ".");
    }

    @GET
    @Path("{name}/versions/{version}")
    @RunOnVirtualThread
    public Version get(String name, String version) {
        try {
            CatalogImage image =
                    catalog.image(new ImageName(name)).orElseThrow(() -> ProblemException.notFound("image " + name));
            return image.version(new VersionName(version))
                    .map(v -> shown(image, v))
                    .orElseThrow(() -> ProblemException.notFound("version " + version + " of image " + name));
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound("image " + name + " " + version);
        }
    }

    private Image shown(CatalogImage image) {
        return new Image(
                image.name().value(),
                image.title(),
                image.description(),
                image.framework(),
                image.versions().stream().map(v -> shown(image, v)).toList());
    }

    private Version shown(CatalogImage image, ImageVersion version) {
        Optional<LocalImage> local = engine.findImage(new ImageReference(version.reference()));
        CudaImage cuda = CudaImages.of(version, local);
        GpuHost host = gpus.look().host();
        return new Version(
                image.name().value(),
                version.version().value(),
                version.reference(),
                local.map(LocalImage::digest).orElse(null),
                image.framework(),
                version.frameworkVersion(),
                version.python(),
                cuda.toolkit().map(CudaVersion::toString).orElse(null),
                version.cuda().map(CudaFacts::cudnn).orElse(null),
                version.cuda().map(CudaFacts::machineCode).orElse(List.of()),
                local.map(l -> l.size().value()).orElse(null),
                local.isPresent() ? State.AVAILABLE : State.ABSENT,
                CompatibilityView.of(cuda, host, verdicts.perGpu(cuda, host), verdicts),
                local.isPresent() || version.recipe().isEmpty()
                        ? null
                        : "./slipway image build " + image.name() + " " + version.version());
    }
}
