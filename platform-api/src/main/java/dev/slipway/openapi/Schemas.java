package dev.slipway.openapi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Walks schemas. */
final class Schemas {
    private static final String PREFIX = "#/components/schemas/";

    private Schemas() {}

    /** These and all that stand in them, at any depth; a reference is not followed. */
    static List<Schema> all(Collection<Schema> schemas) {
        List<Schema> found = new ArrayList<>();
        schemas.forEach(schema -> add(schema, found));
        return found;
    }

    /** What stands in a schema, itself with it. */
    static List<Schema> all(Schema schema) {
        return all(List.of(schema));
    }

    private static void add(Schema schema, List<Schema> found) {
        found.add(schema);
        parts(schema).forEach(part -> add(part, found));
    }

    private static Stream<Schema> parts(Schema schema) {
        return Stream.of(
                        schema.getProperties() == null
                                ? Stream.<Schema>empty()
                                : schema.getProperties().values().stream(),
                        Stream.ofNullable(schema.getItems()),
                        Stream.ofNullable(schema.getAdditionalPropertiesSchema()),
                        Stream.ofNullable(schema.getAnyOf()).flatMap(List::stream),
                        Stream.ofNullable(schema.getAllOf()).flatMap(List::stream),
                        Stream.ofNullable(schema.getOneOf()).flatMap(List::stream))
                .flatMap(stream -> stream);
    }

    /** A property of one of the document's schemas, which has it. */
    static Schema property(OpenAPI document, String name, String property) {
        Schema schema =
                Objects.requireNonNull(document.getComponents().getSchemas().get(name), name);
        return Objects.requireNonNull(schema.getProperties().get(property), property);
    }

    /** The name of the schema that this one refers to. */
    static Optional<String> named(Schema schema) {
        return Optional.ofNullable(schema.getRef())
                .filter(ref -> ref.startsWith(PREFIX))
                .map(ref -> ref.substring(PREFIX.length()));
    }
}
