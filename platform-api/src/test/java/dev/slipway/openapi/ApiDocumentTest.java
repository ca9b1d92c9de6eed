package dev.slipway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the document in the repository says of every operation and schema; that the platform serves it, {@code ApiIT} compares. */
class ApiDocumentTest {
    private static final JsonNode DOCUMENT = read();

    /** Names that would stand in a generated client beside those of everything else. */
    private static final Set<String> TOO_GENERAL = Set.of(
            "State",
            "Kind",
            "Reason",
            "Failure",
            "Server",
            "Severity",
            "Use",
            "Resources",
            "Network",
            "Build",
            "Disk",
            "Engine",
            "Layer",
            "Progress",
            "Verdict",
            "Instant",
            "Duration",
            "Type",
            "Status",
            "Error",
            "Request",
            "Page");

    private record Operation(String path, String method, JsonNode says) {
        @Override
        public String toString() {
            return method + " " + path;
        }

        JsonNode answer(String status) {
            return resolved(says.path("responses").path(status));
        }

        List<JsonNode> parameters() {
            List<JsonNode> found = new ArrayList<>();
            says.path("parameters").forEach(found::add);
            return found;
        }

        boolean takes(String parameter) {
            return parameters().stream()
                    .anyMatch(one -> one.path("name").asText().equals(parameter));
        }
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper()
                    .readTree(Path.of("../docs/api/openapi.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode resolved(JsonNode node) {
        String ref = node.path("$ref").asText();
        return ref.isEmpty() ? node : DOCUMENT.at(ref.substring(1));
    }

    private static List<Operation> operations() {
        List<Operation> found = new ArrayList<>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(one -> found.add(new Operation(path.getKey(), one.getKey(), one.getValue()))));
        assertThat(found).hasSizeGreaterThan(40);
        return found;
    }

    private static void eachProperty(BiConsumer<String, JsonNode> look) {
        DOCUMENT.path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .properties()
                        .forEach(property ->
                                look.accept(schema.getKey() + "." + property.getKey(), property.getValue())));
    }

    @Test
    void eachOperationHasAnIdOfItsOwnATagAndWords() {
        Set<String> ids = new HashSet<>();
        for (Operation operation : operations()) {
            assertThat(operation.says().path("operationId").asText())
                    .as(operation.toString())
                    .matches("[a-z][a-zA-Z]+");
            assertThat(ids.add(operation.says().path("operationId").asText()))
                    .as(operation.toString())
                    .isTrue();
            assertThat(operation.says().path("tags")).as(operation.toString()).hasSize(1);
            String summary = operation.says().path("summary").asText();
            assertThat(summary)
                    .as(operation.toString())
                    .matches("[A-Z].{10,120}")
                    .doesNotEndWith(".");
            assertThat(operation.says().path("description").asText()).startsWith(summary);
        }
    }

    @Test
    void eachParameterIsDescribedAndTyped() {
        for (Operation operation : operations()) {
            for (JsonNode parameter : operation.parameters()) {
                String which = operation + " " + parameter.path("name").asText();
                assertThat(parameter.path("description").asText()).as(which).matches("(?s)[A-Z].{10,}");
                assertThat(parameter.path("schema").path("type").asText())
                        .as(which)
                        .isNotEmpty();
                if (parameter.path("schema").path("type").asText().equals("integer")) {
                    assertThat(parameter.path("schema").has("minimum"))
                            .as(which)
                            .isTrue();
                    assertThat(parameter.path("schema").has("maximum"))
                            .as(which)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void eachStatusIsThereThatFollowsFromTheFormOfTheOperation() {
        for (Operation operation : operations()) {
            List<String> wanted = new ArrayList<>(List.of("406", "429", "503"));
            boolean isForAnyone = operation.says().path("security").isEmpty();
            if (!isForAnyone) {
                wanted.addAll(List.of("401", "403"));
            }
            if (operation.path().contains("{")) {
                wanted.add("404");
            }
            if (operation.says().has("requestBody")) {
                wanted.addAll(List.of("400", "413", "415"));
            }
            if (operation.takes("If-Match")) {
                wanted.addAll(List.of("400", "412"));
            }
            if (operation.takes("Idempotency-Key")) {
                wanted.addAll(List.of("400", "409"));
            }
            for (String status : wanted) {
                JsonNode answer = operation.answer(status);
                assertThat(answer.path("description").asText())
                        .as(operation + " " + status)
                        .isNotEmpty();
                assertThat(answer.at("/content/application~1problem+json/schema/$ref")
                                .asText())
                        .as(operation + " " + status)
                        .isEqualTo("#/components/schemas/Problem");
            }
        }
    }

    @Test
    void aProblemHasWhatEveryProblemHas() {
        JsonNode problem = DOCUMENT.at("/components/schemas/Problem");
        assertThat(problem.path("required").valueStream().map(JsonNode::asText))
                .containsExactlyInAnyOrder("type", "title", "status", "detail");
        assertThat(problem.at("/properties/type/enum")).hasSizeGreaterThan(15);
    }

    @Test
    void whatATryAgainNeedsIsNamed() {
        for (Operation operation : operations()) {
            assertThat(operation.answer("429").path("headers").has("Retry-After"))
                    .isTrue();
            assertThat(operation.answer("503").path("headers").has("Retry-After"))
                    .isTrue();
            if (operation.says().path("responses").has("401")) {
                assertThat(operation.answer("401").path("headers").has("WWW-Authenticate"))
                        .isTrue();
            }
        }
    }

    @Test
    void whatEndsInStreamStreamsAndNothingElseDoes() {
        for (Operation operation : operations()) {
            boolean streams = operation.answer("200").path("content").has("text/event-stream");
            assertThat(streams)
                    .as(operation.toString())
                    .isEqualTo(operation.path().endsWith("/stream"));
        }
    }

    @Test
    void pagesAreAskedForAlike() {
        for (Operation operation : operations()) {
            if (operation.takes("cursor") || operation.takes("limit")) {
                assertThat(operation.takes("cursor") && operation.takes("limit"))
                        .as(operation.toString())
                        .isTrue();
                JsonNode page = resolved(operation.answer("200").at("/content/application~1json/schema"));
                assertThat(page.path("properties").has("items"))
                        .as(operation.toString())
                        .isTrue();
                assertThat(page.at("/properties/nextCursor/type").asText()).isEqualTo("string");
            }
        }
    }

    @Test
    void aRequestTakesNothingThatItDoesNotName() {
        Set<String> open = new HashSet<>();
        for (Operation operation : operations()) {
            JsonNode body = operation.says().at("/requestBody/content/application~1json/schema");
            if (!body.isMissingNode()
                    && resolved(body).path("additionalProperties").asBoolean(true)) {
                open.add(operation.toString());
            }
        }
        assertThat(open).isEmpty();
    }

    @Test
    void namesStandWellInANamespace() {
        DOCUMENT.path("components")
                .path("schemas")
                .fieldNames()
                .forEachRemaining(name -> assertThat(TOO_GENERAL).doesNotContain(name));
    }

    @Test
    void whatIsMeasuredInBytesIsANumber() {
        eachProperty((name, property) -> {
            if (name.endsWith("Bytes")) {
                assertThat(property.path("type").asText()).as(name).isEqualTo("integer");
            }
        });
    }

    @Test
    void eachPropertyHasOneTypeOrMayBeNullToo() {
        eachProperty((name, property) -> {
            JsonNode type = property.path("type");
            boolean isOneOrNull = type.isTextual()
                    || (type.size() == 2 && type.get(1).asText().equals("null"));
            assertThat(property.has("$ref") || property.has("anyOf") || isOneOrNull)
                    .as(name)
                    .isTrue();
        });
    }

    @Test
    void patternsAreOfTheWhole() {
        eachProperty((name, property) -> {
            if (property.has("pattern")) {
                assertThat(property.path("pattern").asText())
                        .as(name)
                        .startsWith("^")
                        .endsWith("$");
                Pattern.compile(property.path("pattern").asText());
            }
        });
    }

    @Test
    void noNameOfAJavaClassIsInTheWords() {
        Map<String, String> words = new java.util.HashMap<>();
        collect(DOCUMENT, "", words);
        assertThat(words).isNotEmpty();
        words.forEach((where, text) -> assertThat(text).as(where).doesNotContain("dev.slipway", "{@", "java."));
    }

    private static void collect(JsonNode node, String where, Map<String, String> words) {
        node.properties().forEach(member -> {
            if (member.getKey().equals("description") && member.getValue().isTextual()) {
                words.put(where, member.getValue().asText());
            }
            collect(member.getValue(), where + "/" + member.getKey(), words);
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), where + "/" + i, words);
        }
    }
}
