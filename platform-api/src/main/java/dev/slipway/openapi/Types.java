package dev.slipway.openapi;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.IndexView;

/** The classes behind the document's schemas, each by the name that its annotation gives. */
final class Types {
    private final Map<String, ClassInfo> byName = new HashMap<>();

    Types(IndexView index) {
        for (AnnotationInstance annotation : index.getAnnotations(Schema.class)) {
            if (annotation.target().kind() == AnnotationTarget.Kind.CLASS && annotation.value("name") != null) {
                byName.put(
                        annotation.value("name").asString(), annotation.target().asClass());
            }
        }
    }

    Optional<ClassInfo> of(String schema) {
        return Optional.ofNullable(byName.get(schema));
    }
}
