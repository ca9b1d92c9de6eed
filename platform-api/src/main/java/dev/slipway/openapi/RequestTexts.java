package dev.slipway.openapi;

import dev.slipway.admission.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * What texts a request may have in it: none with NUL, which no column can have; of variables their names. A member that may be absent
 * may be {@code null} too.
 */
final class RequestTexts {
    private static final String WHOLE = "^[^\\x00]*$";

    private RequestTexts() {}

    static void describe(OpenAPI document, Set<String> ofRequests) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        schemas.forEach((name, schema) -> {
            if (ofRequests.contains(name)) {
                Schemas.all(schema).forEach(RequestTexts::keepWhole);
                if (!isForm(schema)) {
                    allowNull(schema);
                }
            }
        });
        for (String request : List.of("WorkspaceRequest", "WorkspaceChange")) {
            Schemas.property(document, request, "env")
                    .propertyNames(Times.text().pattern(Variables.NAME_FORM))
                    .additionalPropertiesSchema(
                            Times.text().maxLength(Variables.LONGEST_VALUE).pattern(WHOLE));
        }
    }

    /** Of a form each part is there, or it is not. */
    private static boolean isForm(Schema schema) {
        return schema.getProperties().values().stream().anyMatch(property -> "binary".equals(property.getFormat()));
    }

    private static void keepWhole(Schema schema) {
        boolean isText = List.of(Schema.SchemaType.STRING).equals(schema.getType());
        if (isText && schema.getPattern() == null && schema.getEnumeration() == null && schema.getFormat() == null) {
            schema.setPattern(WHOLE);
        }
        if (schema.getAdditionalPropertiesSchema() != null && schema.getProperties() == null) {
            schema.setPropertyNames(Times.text().pattern(WHOLE));
        }
    }

    private static void allowNull(Schema schema) {
        List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
        schema.getProperties().forEach((name, property) -> {
            if (required.contains(name)) {
                return;
            }
            if (property.getRef() != null) {
                property.setAnyOf(List.of(
                        OASFactory.createSchema().ref(property.getRef()),
                        OASFactory.createSchema().addType(Schema.SchemaType.NULL)));
                property.setRef(null);
                property.setType(null);
            } else {
                property.addType(Schema.SchemaType.NULL);
                if (property.getEnumeration() != null) {
                    List<Object> values = new ArrayList<>(property.getEnumeration());
                    values.add(null);
                    property.setEnumeration(values);
                }
            }
        });
    }
}
