package dev.slipway.catalog.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.catalog.CatalogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registries that may be asked, and no others. */
public final class Registries {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Map<String, Registry> byHost = new LinkedHashMap<>();

    private record FileShape(@Nullable List<RegistryShape> registries) {}

    private record RegistryShape(
            @Nullable String host,
            @Nullable Boolean plainHttp,
            @Nullable Boolean privateAddresses,
            @Nullable String ca,
            @Nullable String username,
            @Nullable String passwordFile,
            @Nullable List<String> mirrors) {}

    /**
     * Makes a list of these.
     *
     * @throws CatalogException when one stands twice or names a mirror that is not listed
     */
    public Registries(Collection<Registry> registries) {
        for (Registry registry : registries) {
            if (byHost.put(registry.host(), registry) != null) {
                throw new CatalogException("registry " + registry.host() + " stands twice", null);
            }
        }
        for (Registry registry : registries) {
            for (String mirror : registry.mirrors()) {
                if (!byHost.containsKey(mirror)) {
                    throw new CatalogException(
                            "registry " + registry.host() + " names the mirror " + mirror + ", which is not listed",
                            null);
                }
            }
        }
    }

    /** Those that the curated catalogue's images come from. */
    public static Registries curated() {
        return new Registries(List.of(
                Registry.open(RegistryReference.DOCKER_HUB), Registry.open("nvcr.io"), Registry.open("quay.io")));
    }

    /**
     * Reads an administrator's list; it stands in the place of the curated one. Certificates and passwords are files of their
     * own, named from the list's folder.
     *
     * @throws CatalogException when it cannot be read or has an unknown field; the message names the file and the place
     */
    public static Registries read(Path file) {
        try {
            FileShape shape = YAML.readValue(Files.readAllBytes(file), FileShape.class);
            List<Registry> registries = new ArrayList<>();
            for (RegistryShape registry :
                    Optional.ofNullable(shape.registries()).orElse(List.of())) {
                registries.add(read(registry, file));
            }
            return new Registries(registries);
        } catch (JsonProcessingException e) {
            throw new CatalogException(file + ": " + e.getOriginalMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new CatalogException(file + ": " + e.getMessage(), e);
        }
    }

    private static Registry read(RegistryShape shape, Path file) throws IOException {
        String host = hostOf(shape.host());
        if ((shape.username() == null) != (shape.passwordFile() == null)) {
            throw new IllegalArgumentException(host + " needs both username and passwordFile, or neither");
        }
        Optional<Registry.Credentials> credentials = Optional.empty();
        if (shape.username() != null && shape.passwordFile() != null) {
            String password =
                    Files.readString(file.resolveSibling(shape.passwordFile())).strip();
            credentials = Optional.of(new Registry.Credentials(shape.username(), password));
        }
        List<String> mirrors = new ArrayList<>();
        for (String mirror : shape.mirrors() == null ? List.<String>of() : shape.mirrors()) {
            mirrors.add(hostOf(mirror));
        }
        return new Registry(
                host,
                Boolean.TRUE.equals(shape.plainHttp()),
                Boolean.TRUE.equals(shape.privateAddresses()),
                Optional.ofNullable(shape.ca()).map(file::resolveSibling),
                credentials,
                mirrors);
    }

    private static String hostOf(@Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("a registry's host is missing");
        }
        String host = RegistryReference.parse(text + "/x:y").host();
        if (!host.equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("a registry's host has a dot or a port, unlike " + text);
        }
        return host;
    }

    public List<Registry> all() {
        return List.copyOf(byHost.values());
    }

    /**
     * The registry of that host.
     *
     * @throws RegistryException.Refused when it is not listed
     */
    public Registry registry(String host) {
        Registry registry = byHost.get(host);
        if (registry == null) {
            throw new RegistryException.Refused("The registry " + host + " is not one of those that may be asked: "
                    + String.join(", ", byHost.keySet()));
        }
        return registry;
    }

    /** Those to ask for an image of that host: its mirrors, then itself. */
    List<Registry> inTurn(String host) {
        Registry registry = registry(host);
        List<Registry> turn = new ArrayList<>();
        registry.mirrors().forEach(mirror -> turn.add(registry(mirror)));
        turn.add(registry);
        return turn;
    }
}
