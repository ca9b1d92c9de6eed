package dev.slipway.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.RecordComponentInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/** An answer has each member that its record has a value for: all but those that are {@code @Nullable}, which are left out. */
final class AnswerTypes {
    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);

    private final Types types;

    AnswerTypes(Types types) {
        this.types = types;
    }

    /**
     * Says which members there always are.
     *
     * @param ofRequests the schemas that requests are made of, which say it by themselves
     */
    void require(OpenAPI document, Set<String> ofRequests) {
        document.getComponents()
                .getSchemas()
                .forEach((name, schema) -> types.of(name)
                        .filter(type -> type.isRecord() && !ofRequests.contains(name))
                        .ifPresent(type -> schema.setRequired(requiredOf(type))));
    }

    private static @Nullable List<String> requiredOf(ClassInfo type) {
        List<String> required = type.recordComponentsInDeclarationOrder().stream()
                .filter(component -> !component.type().hasAnnotation(NULLABLE))
                .filter(component -> !(leavesOutWhatIsEmpty(type) && isCollection(component)))
                .map(RecordComponentInfo::name)
                .toList();
        return required.isEmpty() ? null : required;
    }

    private static boolean leavesOutWhatIsEmpty(ClassInfo type) {
        var inclusion = type.declaredAnnotation(JsonInclude.class);
        return inclusion != null
                && inclusion.value() != null
                && inclusion.value().asEnum().equals(JsonInclude.Include.NON_EMPTY.name());
    }

    private static boolean isCollection(RecordComponentInfo component) {
        return component.type().kind() == Type.Kind.PARAMETERIZED_TYPE;
    }
}
