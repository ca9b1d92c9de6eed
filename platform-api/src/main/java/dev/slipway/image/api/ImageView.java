package dev.slipway.image.api;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.slipway.catalogue.ImageCheck;
import dev.slipway.compatibility.CompatibilityView;
import dev.slipway.operation.OperationView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An image of the catalogue as the API shows it. */
@Schema(name = "Image")
public record ImageView(String name, String title, String description, String framework, List<Version> versions) {
    ImageView with(Predicate<Version> wanted) {
        return new ImageView(
                name,
                title,
                description,
                framework,
                versions.stream().filter(wanted).toList());
    }

    /**
     * A version as the API shows it.
     *
     * @param reference what it was registered by
     * @param digest the exact image; absent while nobody has asked its registry or built it
     * @param movedTo what its tag names now, where that is another image
     * @param cuda the CUDA toolkit in it
     * @param computeCapabilities what its framework has machine code for; empty: nobody told, or it needs none
     * @param minDriver the oldest NVIDIA driver that its toolkit runs on as published
     * @param unknown what neither the catalogue nor the image tells, such as {@code python}
     * @param source where its facts are published
     * @param transferBytes what a pull of all of it transfers
     * @param sizeBytes what it takes on disk; absent while it is not here
     * @param expectedBytes about what it will take on disk once it is built here, as it was measured once; absent: nobody has
     *     measured, or it is here, or it is pulled
     * @param layers from the base up; only for a single version
     * @param sharedWith how many bytes of it other images on this host have too; only for a single version
     * @param here whether it is on this host
     * @param launchable whether it has a server that a browser can open
     * @param ready whether a workspace of it can be launched here at once: it is here, it is launchable, and this host's driver and
     *     GPUs run it, or it does without any
     * @param removable whether an administrator registered it over the API
     * @param deprecated whether nobody should begin with it any more
     * @param deprecationReason why, where it is deprecated
     * @param compatibility whether it runs on this host's GPUs
     * @param build how an absent image that no registry has is made
     * @param check what was seen when it was started once; absent: it was not yet
     * @param operation what is done with it just now: a pull, a build or a check
     */
    @Schema(name = "ImageVersion")
    public record Version(
            String name,
            String version,
            String reference,
            @Nullable String digest,
            @Nullable String movedTo,
            String framework,
            @Nullable String frameworkVersion,
            @Nullable String python,
            @Nullable String cuda,
            @Nullable String cudnn,
            @Nullable String minDriver,
            List<String> computeCapabilities,
            List<String> unknown,
            String source,
            @Nullable Instant pinnedAt,
            @Nullable Long transferBytes,
            @Nullable Long sizeBytes,
            @Nullable Long expectedBytes,
            @Nullable List<LayerView> layers,
            @Nullable List<Shared> sharedWith,
            State state,
            boolean here,
            boolean launchable,
            boolean ready,
            boolean removable,
            boolean deprecated,
            @Nullable String deprecationReason,
            CompatibilityView compatibility,
            @Nullable String build,
            @Nullable ImageCheck check,
            @Nullable OperationView operation) {}

    /**
     * A layer.
     *
     * @param sizeBytes compressed
     * @param present whether the engine has it
     */
    @Schema(name = "ImageLayer")
    public record LayerView(String digest, long sizeBytes, boolean present) {}

    /**
     * An image on this host that has the same layers.
     *
     * @param image what it is called
     * @param sizeBytes how much of this version it has, compressed
     */
    @Schema(name = "SharedLayers")
    public record Shared(String image, int layers, long sizeBytes) {}

    /** Where a version stands; what asks most for attention goes first. */
    @Schema(name = "ImageState")
    public enum State {
        /** It is on its way. */
        PULLING,
        /** It is being built. */
        BUILDING,
        /** Nobody should begin with it. */
        DEPRECATED,
        /** Its tag names another image by now; this one stays. */
        MOVED,
        /** It is here. */
        AVAILABLE,
        /** It is not here. */
        ABSENT;

        @JsonValue
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
