package dev.slipway.openapi;

import com.github.therapi.runtimejavadoc.ClassJavadoc;
import com.github.therapi.runtimejavadoc.Comment;
import com.github.therapi.runtimejavadoc.FieldJavadoc;
import com.github.therapi.runtimejavadoc.MethodJavadoc;
import com.github.therapi.runtimejavadoc.ParamJavadoc;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.MethodInfo;

/** The words of Javadoc, which are the document's descriptions where no annotation gives others. */
final class Words {
    private final Types types;

    Words(Types types) {
        this.types = types;
    }

    /** Describes an operation and its parameters; its first sentence is its summary. */
    void describe(ApiOperation operation) {
        MethodInfo source = operation.source();
        Optional<MethodJavadoc> javadoc = javadocOf(source.declaringClass()).getMethods().stream()
                .filter(method -> method.getName().equals(source.name()))
                .findFirst();
        String words = javadoc.map(method -> text(method.getComment())).orElse("");
        if (words.isEmpty()) {
            throw new IllegalStateException(source.declaringClass().name() + "." + source.name()
                    + " is an operation of the API and has no Javadoc");
        }
        operation.model().setSummary(firstSentence(words));
        operation.model().setDescription(words);
        Map<String, String> parameters = byName(javadoc.orElseThrow().getParams());
        operation.parameters().stream()
                .filter(parameter -> parameters.containsKey(parameter.getName()))
                .forEach(parameter -> parameter.setDescription(parameters.get(parameter.getName())));
    }

    /** Describes the schemas and their properties. */
    void describe(OpenAPI document) {
        document.getComponents()
                .getSchemas()
                .forEach((name, schema) -> types.of(name).ifPresent(type -> describe(schema, javadocOf(type))));
    }

    private static void describe(Schema schema, ClassJavadoc javadoc) {
        if (schema.getDescription() == null) {
            String words = text(javadoc.getComment());
            String constants = javadoc.getEnumConstants().stream()
                    .filter(constant -> !text(constant.getComment()).isEmpty())
                    .map(constant -> "\n- `" + shown(constant, schema) + "`: " + text(constant.getComment()))
                    .collect(Collectors.joining());
            String whole = words + (constants.isEmpty() ? "" : "\n" + constants);
            if (!whole.isBlank()) {
                schema.setDescription(whole.strip());
            }
        }
        Map<String, String> components = byName(javadoc.getRecordComponents());
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> {
                if (property.getDescription() == null && components.containsKey(name)) {
                    property.setDescription(components.get(name));
                }
            });
        }
    }

    /** A constant as the API writes it: by its own name, in small letters, or with hyphens. */
    private static String shown(FieldJavadoc constant, Schema schema) {
        String plain = constant.getName().replace('_', '-');
        return Optional.ofNullable(schema.getEnumeration()).orElse(List.of()).stream()
                .map(String::valueOf)
                .filter(value -> value.replace('_', '-').equalsIgnoreCase(plain))
                .findFirst()
                .orElse(constant.getName());
    }

    private static ClassJavadoc javadocOf(ClassInfo type) {
        return RuntimeJavadoc.getJavadoc(
                type.name().toString(), Thread.currentThread().getContextClassLoader());
    }

    private static Map<String, String> byName(List<ParamJavadoc> described) {
        return described.stream()
                .filter(one -> !text(one.getComment()).isEmpty())
                .collect(Collectors.toMap(ParamJavadoc::getName, one -> text(one.getComment())));
    }

    /** In whole sentences, which begin with a capital. */
    private static String text(Comment comment) {
        String text = Markdown.of(comment);
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String firstSentence(String words) {
        int end = words.indexOf(". ");
        String first = end < 0 ? words : words.substring(0, end);
        return first.replaceFirst("\\.$", "");
    }
}
