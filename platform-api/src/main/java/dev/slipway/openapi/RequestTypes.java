package dev.slipway.openapi;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** What a request is made of takes no member that it does not name; the platform refuses such a request. */
final class RequestTypes {
    private RequestTypes() {}

    /** Closes them, and gives their names. */
    static Set<String> close(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        Deque<String> open = new ArrayDeque<>();
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .map(operation -> operation.getRequestBody())
                .filter(Objects::nonNull)
                .flatMap(body -> body.getContent().getMediaTypes().values().stream())
                .map(MediaType::getSchema)
                .filter(Objects::nonNull)
                .forEach(schema -> {
                    if (schema.getRef() != null) { // of a form Quarkus tells the parts as well
                        schema.setProperties(null);
                        schema.setType(null);
                    }
                    addNames(Schemas.all(schema), open);
                });
        Set<String> closed = new HashSet<>();
        while (!open.isEmpty()) {
            String name = open.pop();
            Schema schema = schemas.get(name);
            if (schema != null && closed.add(name)) {
                addNames(Schemas.all(schema), open);
                if (schema.getProperties() != null) {
                    schema.setAdditionalPropertiesSchema(
                            OASFactory.createSchema().booleanSchema(false));
                }
            }
        }
        return closed;
    }

    private static void addNames(Collection<Schema> schemas, Deque<String> names) {
        schemas.forEach(schema -> Schemas.named(schema).ifPresent(names::push));
    }
}
