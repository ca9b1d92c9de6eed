package dev.slipway.openapi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/** Finds the method behind each operation of the document: both name the operation by its id. */
final class Operations {
    private final Map<String, MethodInfo> methods = new HashMap<>();

    Operations(IndexView index) {
        for (AnnotationInstance annotation : index.getAnnotations(Operation.class)) {
            if (annotation.target().kind() == AnnotationTarget.Kind.METHOD && annotation.value("operationId") != null) {
                methods.put(
                        annotation.value("operationId").asString(),
                        annotation.target().asMethod());
            }
        }
    }

    List<ApiOperation> of(OpenAPI document) {
        List<ApiOperation> found = new ArrayList<>();
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().forEach((method, operation) -> {
                    MethodInfo source = methods.get(operation.getOperationId());
                    if (source == null) {
                        throw new IllegalStateException(method + " " + path + " has no @Operation with an id");
                    }
                    found.add(new ApiOperation(method.name(), path, operation, source));
                }));
        return found;
    }
}
