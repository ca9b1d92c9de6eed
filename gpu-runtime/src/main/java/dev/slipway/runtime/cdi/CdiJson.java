package dev.slipway.runtime.cdi;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Specifications as files hold them: JSON, or YAML, which contains it. */
public final class CdiJson {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private CdiJson() {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Spec(
            @Nullable String cdiVersion,
            @Nullable String kind,
            @Nullable List<Device> devices,
            @Nullable Edits containerEdits) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Device(@Nullable String name, @Nullable Edits containerEdits) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Edits(
            @Nullable List<String> env,
            @Nullable List<Node> deviceNodes,
            @Nullable List<Mount> mounts,
            @Nullable List<Object> hooks) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Node(@Nullable String path, @Nullable String hostPath) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Mount(
            @Nullable String hostPath,
            @Nullable String containerPath,
            @Nullable List<String> options) {}

    public static String write(CdiSpec spec) {
        try {
            return JSON.writeValueAsString(new Spec(
                    spec.version(),
                    spec.kind(),
                    spec.devices().stream()
                            .map(device -> new Device(device.name(), shape(device.edits())))
                            .toList(),
                    shape(spec.edits())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a specification cannot be written", e);
        }
    }

    /**
     * Reads a file's text.
     *
     * @throws IllegalArgumentException where it is no specification
     */
    static CdiSpec read(String text) {
        try {
            Spec spec = YAML.readValue(text, Spec.class);
            if (spec == null) {
                throw new IllegalArgumentException("it is empty");
            }
            return new CdiSpec(
                    required(spec.cdiVersion(), "cdiVersion"),
                    required(spec.kind(), "kind"),
                    required(spec.devices(), "devices").stream()
                            .map(device -> new CdiDevice(
                                    required(device.name(), "a device's name"), edits(device.containerEdits())))
                            .toList(),
                    edits(spec.containerEdits()));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage(), e);
        }
    }

    private static Edits shape(ContainerEdits edits) {
        return new Edits(
                edits.environment(),
                edits.deviceNodes().stream()
                        .map(node ->
                                new Node(node.path(), node.hostPath().equals(node.path()) ? null : node.hostPath()))
                        .toList(),
                edits.mounts().stream()
                        .map(mount -> new Mount(
                                mount.hostPath(),
                                mount.containerPath(),
                                List.of("ro", "nosuid", "nodev", "rbind", "rprivate")))
                        .toList(),
                List.of());
    }

    private static ContainerEdits edits(@Nullable Edits edits) {
        if (edits == null) {
            return ContainerEdits.NONE;
        }
        return new ContainerEdits(
                listed(edits.env()).stream().map(CdiJson::variable).toList(),
                listed(edits.deviceNodes()).stream()
                        .map(node -> new ContainerEdits.DeviceNode(
                                absolute(node.path()),
                                absolute(Optional.ofNullable(node.hostPath()).orElse(node.path()))))
                        .toList(),
                listed(edits.mounts()).stream()
                        .map(mount ->
                                new ContainerEdits.Mount(absolute(mount.hostPath()), absolute(mount.containerPath())))
                        .toList(),
                !listed(edits.hooks()).isEmpty());
    }

    private static <T> List<T> listed(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static String variable(String text) {
        if (text.indexOf('=') <= 0) {
            throw new IllegalArgumentException("not a variable: " + text);
        }
        return text;
    }

    private static String absolute(@Nullable String path) {
        if (path == null || !path.startsWith("/") || path.contains("/../")) {
            throw new IllegalArgumentException("not an absolute path: " + path);
        }
        return path;
    }

    private static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException("the field " + field + " is missing");
        }
        return value;
    }
}
