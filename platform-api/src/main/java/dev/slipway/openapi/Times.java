package dev.slipway.openapi;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Times and durations are texts of a format, and no types of their own, of which a generator would make classes. */
final class Times {
    private static final Map<String, String> FORMATS = Map.of("Instant", "date-time", "Duration", "duration");

    private Times() {}

    static void write(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        FORMATS.keySet().forEach(document.getComponents()::removeSchema);
        Schemas.all(schemas.values())
                .forEach(schema -> FORMATS.forEach((type, format) -> {
                    if (("#/components/schemas/" + type).equals(schema.getRef())) {
                        schema.setRef(null);
                        schema.setType(List.of(Schema.SchemaType.STRING));
                        schema.setFormat(format);
                    }
                }));
    }

    /** A schema of a text. */
    static Schema text() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }
}
