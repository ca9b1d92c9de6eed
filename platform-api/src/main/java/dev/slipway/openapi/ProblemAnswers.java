package dev.slipway.openapi;

import dev.slipway.problem.Problem;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.Refuses;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** The problems that an operation can answer with: those that follow from its form, and those that its method names. */
final class ProblemAnswers {
    private ProblemAnswers() {}

    static void write(ApiOperation operation, OpenAPI document) {
        Map<Integer, Set<ProblemCode>> byStatus = codesOf(operation).stream()
                .collect(Collectors.groupingBy(
                        ProblemCode::status,
                        TreeMap::new,
                        Collectors.toCollection(() -> EnumSet.noneOf(ProblemCode.class))));
        var answers = operation.model().getResponses();
        answers.getAPIResponses().keySet().stream()
                .filter(status -> status.charAt(0) >= '4')
                .toList()
                .forEach(answers::removeAPIResponse); // Quarkus's own, which say nothing
        byStatus.forEach((status, codes) -> answers.addAPIResponse(Integer.toString(status), named(codes, document)));
    }

    /** Names all types that a problem can be of. */
    static void nameTypes(OpenAPI document) {
        Schemas.property(document, "Problem", "type")
                .setEnumeration(Arrays.stream(ProblemCode.values())
                        .<Object>map(ProblemCode::type)
                        .toList());
    }

    private static Set<ProblemCode> codesOf(ApiOperation operation) {
        Set<ProblemCode> codes = EnumSet.of(
                ProblemCode.INVALID_REQUEST,
                ProblemCode.NOT_ACCEPTABLE,
                ProblemCode.RATE_LIMITED,
                ProblemCode.DATABASE_UNAVAILABLE);
        if (Security.isNeeded(operation)) {
            codes.addAll(Set.of(ProblemCode.UNAUTHENTICATED, ProblemCode.FORBIDDEN));
        }
        if (operation.takesAny(Parameter.In.PATH)) {
            codes.add(ProblemCode.NOT_FOUND);
        }
        if (operation.takesBody()) {
            codes.addAll(Set.of(ProblemCode.TOO_LARGE, ProblemCode.UNSUPPORTED_MEDIA_TYPE));
        }
        if (operation.takesHeader("Idempotency-Key")) {
            codes.add(ProblemCode.CONFLICT);
        }
        if (operation.takesHeader("If-Match")) {
            codes.add(ProblemCode.STALE);
        }
        operation
                .annotation(Refuses.class)
                .map(refuses -> Arrays.asList(refuses.value().asEnumArray()))
                .orElse(Arrays.asList())
                .forEach(name -> codes.add(ProblemCode.valueOf(name)));
        return codes;
    }

    /** The answer by its name in the document, to which it is added when it is new. */
    private static APIResponse named(Collection<ProblemCode> codes, OpenAPI document) {
        String name = codes.stream().map(ProblemAnswers::camel).collect(Collectors.joining("Or"));
        if (document.getComponents().getResponses() == null
                || !document.getComponents().getResponses().containsKey(name)) {
            document.getComponents().addResponse(name, answer(codes));
        }
        return OASFactory.createAPIResponse().ref("#/components/responses/" + name);
    }

    private static APIResponse answer(Collection<ProblemCode> codes) {
        APIResponse answer = OASFactory.createAPIResponse()
                .description(codes.stream()
                        .map(code -> "`" + code.code() + "`: " + code.title())
                        .collect(Collectors.joining("; ")))
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))));
        if (codes.stream().anyMatch(code -> code.retryAfter().isPresent())) {
            answer.addHeader(
                    "Retry-After",
                    OASFactory.createHeader()
                            .description("After how many seconds the same request is worth another try")
                            .schema(OASFactory.createSchema().addType(Schema.SchemaType.INTEGER)));
        }
        if (codes.contains(ProblemCode.UNAUTHENTICATED)) {
            answer.addHeader(
                    "WWW-Authenticate",
                    OASFactory.createHeader()
                            .description(
                                    "`Bearer`; with `error=\"invalid_token\"` where a token was sent that is none or has expired")
                            .schema(Times.text()));
        }
        return answer;
    }

    private static String camel(ProblemCode code) {
        return Arrays.stream(code.code().split("-"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }
}
