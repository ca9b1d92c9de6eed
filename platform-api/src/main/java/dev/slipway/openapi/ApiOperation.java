package dev.slipway.openapi;

import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.MethodInfo;

/**
 * An operation of the API.
 *
 * @param method its HTTP method, in capitals
 * @param model what the document says of it, to be completed
 * @param source the method of a resource that does it
 */
record ApiOperation(String method, String path, Operation model, MethodInfo source) {
    List<Parameter> parameters() {
        return model.getParameters() == null ? List.of() : model.getParameters();
    }

    boolean takes(Parameter.In where, String name) {
        return parameters().stream()
                .anyMatch(parameter ->
                        parameter.getIn() == where && parameter.getName().equals(name));
    }

    boolean takesHeader(String name) {
        return takes(Parameter.In.HEADER, name);
    }

    boolean takesAny(Parameter.In where) {
        return parameters().stream().anyMatch(parameter -> parameter.getIn() == where);
    }

    boolean takesBody() {
        return model.getRequestBody() != null;
    }

    /** An annotation of its method or, where that has none, of its resource. */
    Optional<AnnotationInstance> annotation(Class<?> type) {
        return Optional.ofNullable(source.annotation(type.getName()))
                .or(() -> Optional.ofNullable(source.declaringClass().declaredAnnotation(type.getName())));
    }
}
