package dev.slipway.catalog.registry;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON that registries send, all of it a stranger's: indexes, manifests and configurations
 * (<a href="https://github.com/opencontainers/image-spec">OCI image-spec</a>, and Docker's
 * <a href="https://distribution.github.io/distribution/spec/manifest-v2-2/">schema 2</a>).
 */
final class Manifests {
    private static final Set<String> INDEXES = Set.of(
            "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json");
    private static final Set<String> MANIFESTS = Set.of(
            "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json");
    private static final Set<String> CONFIGS =
            Set.of("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json");
    private static final String ZSTD_LAYER = "application/vnd.oci.image.layer.v1.tar+zstd";
    private static final Set<String> LAYERS = Set.of(
            "application/vnd.oci.image.layer.v1.tar",
            "application/vnd.oci.image.layer.v1.tar+gzip",
            ZSTD_LAYER,
            "application/vnd.docker.image.rootfs.diff.tar",
            "application/vnd.docker.image.rootfs.diff.tar.gzip");

    /** What is asked for. */
    static final List<String> ACCEPTED =
            Stream.concat(INDEXES.stream(), MANIFESTS.stream()).sorted().toList();

    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifests() {}

    /** Content by its digest, as a manifest names it. */
    record Descriptor(String mediaType, Digest digest, long size) {}

    /** Whether a layer is compressed by zstd. */
    static boolean isZstd(Descriptor layer) {
        return layer.mediaType().equals(ZSTD_LAYER);
    }

    /** What a manifest's bytes are. */
    sealed interface Document {
        /** The manifests of several platforms. */
        record Index(List<Entry> entries) implements Document {}

        /** One platform's image. */
        record Manifest(Descriptor config, List<Descriptor> layers) implements Document {}
    }

    /**
     * A manifest of an index, and what it is for.
     *
     * @param platform empty: the index does not say
     * @param variant of the platform's architecture, such as {@code v3}; empty: none is named
     */
    record Entry(Descriptor manifest, Optional<Platform> platform, String variant) {
        boolean isFor(Platform wanted) {
            return platform.filter(wanted::equals).isPresent() && wanted.isOfEveryProcessor(variant);
        }

        String words() {
            return platform.map(its -> its + (variant.isEmpty() ? "" : "/" + variant))
                    .orElse("no platform that it names");
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record DocumentJson(
            @Nullable Integer schemaVersion,
            @Nullable String mediaType,
            @Nullable List<@Nullable DescriptorJson> manifests,
            @Nullable DescriptorJson config,
            @Nullable List<@Nullable DescriptorJson> layers) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record DescriptorJson(
            @Nullable String mediaType,
            @Nullable String digest,
            @Nullable Long size,
            @Nullable PlatformJson platform) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record PlatformJson(
            @Nullable String os,
            @Nullable String architecture,
            @Nullable String variant) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record ConfigJson(
            @Nullable String os,
            @Nullable String architecture,
            @Nullable SettingsJson config,
            @Nullable RootfsJson rootfs) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record RootfsJson(
            @JsonProperty("diff_ids") @Nullable List<@Nullable String> diffIds) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record SettingsJson(
            @JsonProperty("Env") @Nullable List<@Nullable String> env,
            @JsonProperty("Labels") @Nullable Map<String, @Nullable String> labels,
            @JsonProperty("Entrypoint") @Nullable List<String> entrypoint,
            @JsonProperty("Cmd") @Nullable List<String> cmd,
            @JsonProperty("User") @Nullable String user,
            @JsonProperty("WorkingDir") @Nullable String workingDir,
            @JsonProperty("ExposedPorts") @Nullable Map<String, @Nullable Object> exposedPorts,
            @JsonProperty("Volumes") @Nullable Map<String, @Nullable Object> volumes) {}

    /**
     * Reads an index or a manifest.
     *
     * @param mediaType what the registry says it is
     * @throws RegistryException.Invalid when it is neither, or two things at once
     */
    static Document document(byte[] body, String mediaType) {
        String type = mediaType.replaceFirst(";.*", "").strip();
        if (!INDEXES.contains(type) && !MANIFESTS.contains(type)) {
            throw invalid("a manifest of a type that is not known here: " + (type.isEmpty() ? "none" : type), null);
        }
        DocumentJson json = parsed(body, DocumentJson.class);
        if (json.schemaVersion() == null || json.schemaVersion() != 2) {
            throw invalid("a manifest that is not of schema version 2", null);
        }
        if (json.mediaType() != null && !json.mediaType().equals(type)) {
            throw invalid("a manifest of two types, " + type + " and " + json.mediaType(), null);
        }
        // What is both would be one thing here and another in the engine: CVE-2021-41190.
        boolean both = json.manifests() != null && (json.layers() != null || json.config() != null);
        if (both || (INDEXES.contains(type) ? json.manifests() == null : json.config() == null)) {
            throw invalid("a manifest that is not what its type says", null);
        }
        return INDEXES.contains(type) ? index(json) : manifest(json);
    }

    private static Document.Index index(DocumentJson json) {
        List<Entry> entries = new ArrayList<>();
        for (DescriptorJson entry : present(json.manifests())) {
            PlatformJson platform = entry.platform();
            entries.add(
                    platform == null || platform.os() == null || platform.architecture() == null
                            ? new Entry(descriptor(entry), Optional.empty(), "")
                            : new Entry(
                                    descriptor(entry),
                                    Optional.of(Platform.named(platform.os(), platform.architecture())),
                                    or(platform.variant(), "").toLowerCase(Locale.ROOT)));
        }
        return new Document.Index(entries);
    }

    private static Document.Manifest manifest(DocumentJson json) {
        if (json.config() == null) {
            throw invalid("a manifest without a configuration", null);
        }
        Descriptor config = descriptor(json.config());
        if (!CONFIGS.contains(config.mediaType())) {
            throw invalid("no container image but " + config.mediaType(), null);
        }
        List<Descriptor> layers =
                present(json.layers()).stream().map(Manifests::descriptor).toList();
        layers.stream()
                .filter(layer -> !LAYERS.contains(layer.mediaType()))
                .findFirst()
                .ifPresent(layer -> {
                    throw invalid("a layer of a type that is not known here: " + layer.mediaType(), null);
                });
        return new Document.Manifest(config, layers);
    }

    private static Descriptor descriptor(DescriptorJson json) {
        if (json.digest() == null || json.mediaType() == null || json.size() == null || json.size() < 0) {
            throw invalid("a descriptor without its digest, type or size", null);
        }
        try {
            return new Descriptor(json.mediaType(), new Digest(json.digest()), json.size());
        } catch (IllegalArgumentException e) {
            throw invalid("a digest that is none", e);
        }
    }

    /**
     * The manifest that engines take for that platform: the first of those for every processor of its architecture. One for newer
     * processors alone, such as {@code amd64/v3}, they pass over, and one of no named platform.
     *
     * @throws RegistryException.WrongPlatform where there is none, which says what there is
     */
    static Descriptor choose(Document.Index index, Platform platform) {
        Descriptor chosen = index.entries().stream()
                .filter(entry -> entry.isFor(platform))
                .map(Entry::manifest)
                .findFirst()
                .orElseThrow(() -> new RegistryException.WrongPlatform(noneFor(index, platform)));
        if (INDEXES.contains(chosen.mediaType())) {
            throw nested();
        }
        return chosen;
    }

    private static String noneFor(Document.Index index, Platform platform) {
        if (index.entries().isEmpty()) {
            return "The image is an index in which nothing is";
        }
        if (index.entries().stream().allMatch(entry -> entry.platform().isEmpty())) {
            return "The image is an index that does not say for which platforms its images are, so that engines take none of"
                    + " them; name the one for " + platform + " by its digest: "
                    + index.entries().stream()
                            .map(entry -> entry.manifest().digest().value())
                            .collect(Collectors.joining(", "));
        }
        return "The image is for "
                + index.entries().stream()
                        .map(Entry::words)
                        .filter(name -> !name.contains("unknown")) // attestations
                        .distinct()
                        .collect(Collectors.joining(", "))
                + ", not for " + platform;
    }

    static RegistryException.Invalid nested() {
        return new RegistryException.Invalid(
                "The image is an index within an index, which engines do not pull; name the inner one by its digest",
                null);
    }

    /** What an image says of itself, and the digests of its layers' content. */
    record Configuration(ImageConfig config, List<Digest> diffIds) {}

    static Configuration configuration(byte[] body) {
        ConfigJson json = parsed(body, ConfigJson.class);
        if (json.os() == null || json.architecture() == null || json.rootfs() == null) {
            throw invalid("a configuration without its platform or layers", null);
        }
        SettingsJson settings = json.config() == null
                ? new SettingsJson(null, null, null, null, null, null, null, null)
                : json.config();
        Map<String, String> labels = new HashMap<>();
        or(settings.labels(), Map.<String, @Nullable String>of())
                .forEach((key, value) -> labels.put(key, value == null ? "" : value));
        ImageConfig config = new ImageConfig(
                Platform.named(json.os(), json.architecture()),
                environment(present(settings.env())),
                labels,
                present(settings.entrypoint()),
                present(settings.cmd()),
                or(settings.user(), ""),
                or(settings.workingDir(), ""),
                or(settings.exposedPorts(), Map.<String, @Nullable Object>of()).keySet(),
                or(settings.volumes(), Map.<String, @Nullable Object>of()).keySet());
        try {
            return new Configuration(
                    config,
                    present(json.rootfs().diffIds()).stream().map(Digest::new).toList());
        } catch (IllegalArgumentException e) {
            throw invalid("a digest that is none", e);
        }
    }

    private static Map<String, String> environment(List<String> variables) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                environment.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return environment;
    }

    private static <T> T parsed(byte[] body, Class<T> shape) {
        try {
            return Optional.ofNullable(JSON.readValue(body, shape))
                    .orElseThrow(() -> invalid("nothing where JSON should be", null));
        } catch (MismatchedInputException e) {
            throw invalid("JSON that is not what it should be" + misfit(e), e);
        } catch (IOException e) {
            throw invalid("JSON that is not what it should be", e);
        }
    }

    /** Where in it something is of another kind than it should be, such as a text where a list belongs. */
    private static String misfit(MismatchedInputException fault) {
        String field = fault.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        Class<?> wanted = fault.getTargetType();
        if (field.isEmpty() || wanted == null) {
            return "";
        }
        String kind = Collection.class.isAssignableFrom(wanted)
                ? "a list"
                : Map.class.isAssignableFrom(wanted) || wanted.isRecord()
                        ? "an object"
                        : wanted == String.class ? "a text" : "a number";
        return ": " + field + " should be " + kind;
    }

    private static <T> List<T> present(@Nullable List<@Nullable T> list) {
        List<T> present = new ArrayList<>();
        for (T item : or(list, List.<@Nullable T>of())) {
            if (item == null) {
                throw invalid("nothing where something should be", null);
            }
            present.add(item);
        }
        return present;
    }

    private static <T> T or(@Nullable T value, T absent) {
        return value == null ? absent : value;
    }

    private static RegistryException.Invalid invalid(String what, @Nullable Exception cause) {
        return new RegistryException.Invalid("The registry sends " + what, cause);
    }
}
