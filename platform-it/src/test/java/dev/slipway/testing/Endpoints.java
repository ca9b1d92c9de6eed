package dev.slipway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The API's endpoints, as its definition lists them: {@code POST /api/v1/workspaces}. */
public final class Endpoints {
    private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");

    private Endpoints() {}

    public static List<String> all() throws IOException {
        JsonNode paths = new ObjectMapper()
                .readTree(Path.of("../docs/api/openapi.json").toFile())
                .get("paths");
        List<String> endpoints = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            path.getValue()
                    .properties()
                    .forEach(method -> endpoints.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }
        return endpoints;
    }

    /** Those that may change something. */
    public static List<String> changing() throws IOException {
        return all().stream()
                .filter(endpoint -> CHANGING.contains(endpoint.substring(0, endpoint.indexOf(' '))))
                .toList();
    }
}
