package dev.slipway.openapi;

import static java.util.Map.entry;

import dev.slipway.request.Forms;
import dev.slipway.request.PageSize;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** What is said once of the parameters that many operations take, and of the headers of their answers. */
final class Headers {
    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            entry("id", "The id, as a list or the answer that made it gave it"),
            entry("name", "The image's name in the catalogue"),
            entry("version", "The version's name, which is unique for the image"),
            entry("uuid", "The GPU's UUID, as its driver gives it"),
            entry("limit", "How many items the page has at most"),
            entry(
                    "cursor",
                    "Where the page begins: the `nextCursor` of the page before, which means nothing to a client; absent: at the"
                            + " beginning"),
            entry(
                    "Idempotency-Key",
                    "A key of the client's own choice, 1 to 255 printable characters of ASCII. The same request with the same key,"
                            + " sent again by the same person within 24 hours, does nothing anew and is answered as the first"
                            + " time, with `Idempotency-Replayed: true`; another request with that key is a `conflict`"),
            entry(
                    "If-Match",
                    "Tags of the state that the change is meant for, as `ETag` gave them, with commas between; `*` or absent: it is"
                            + " meant for whatever is there. Where another state is there by now, it is `stale`"),
            entry(
                    "If-None-Match",
                    "Tags of states that the client has, as `ETag` gave them: where this is one of them it is not sent again"),
            entry(
                    "Last-Event-ID",
                    "The id of the last event that the client has; the stream goes on after it. Absent: it begins at the"
                            + " beginning"));

    private static final Map<String, String> FORMS = Map.of(
            "id", "^[a-z0-9]{1,40}$", "name", Forms.NAME, "version", Forms.VERSION, "uuid", "^[A-Za-z0-9-]{1,80}$");

    private static final Set<String> CONDITIONS = Set.of("If-Match", "If-None-Match");
    private static final String TAG_FORM = "(W/)?\"[!#-~]*\"";

    private static final String TAG =
            "The tag of this state, `\"<version>.<fingerprint>\"`: of what people changed, and of all that is shown";

    private Headers() {}

    static void describe(ApiOperation operation) {
        operation.parameters().stream()
                .filter(parameter -> parameter.getDescription() == null)
                .filter(parameter -> PARAMETERS.containsKey(parameter.getName()))
                .forEach(parameter -> parameter.setDescription(PARAMETERS.get(parameter.getName())));
        operation.parameters().forEach(Headers::bound);
        successes(operation, answer -> {
            if (operation.takesHeader("Idempotency-Key")) {
                answer.addHeader("Location", header("The path of what was made"));
                answer.addHeader(
                        "Idempotency-Replayed",
                        header("`true`: this is the answer that was kept of an earlier request with this key"));
            }
            boolean isTagged = operation.takesHeader("If-Match") || operation.takesHeader("If-None-Match");
            if (isTagged && answer.getContent() != null) {
                answer.addHeader("ETag", header(TAG));
            }
        });
        if (operation.takesHeader("If-None-Match")) {
            operation
                    .model()
                    .getResponses()
                    .addAPIResponse(
                            "304",
                            OASFactory.createAPIResponse()
                                    .description("The client has this state")
                                    .addHeader("ETag", header(TAG)));
        }
    }

    /** Of a query all that comes is text; what is read of it, its name or its default tells. */
    private static void type(Parameter parameter) {
        Schema schema = parameter.getSchema();
        String unless = String.valueOf(schema.getDefaultValue());
        if (parameter.getName().equals("limit")) {
            schema.type(List.of(Schema.SchemaType.INTEGER))
                    .minimum(new BigDecimal(PageSize.LEAST))
                    .maximum(new BigDecimal(PageSize.MOST))
                    .defaultValue(Integer.valueOf(unless));
        } else if (unless.equals("true") || unless.equals("false")) {
            schema.type(List.of(Schema.SchemaType.BOOLEAN)).defaultValue(Boolean.valueOf(unless));
        }
    }

    private static void bound(Parameter parameter) {
        type(parameter);
        boolean isText =
                List.of(Schema.SchemaType.STRING).equals(parameter.getSchema().getType());
        if (parameter.getIn() == Parameter.In.QUERY && isText) {
            parameter.getSchema().minLength(1); // see ParameterFilter
        }
        if (parameter.getIn() == Parameter.In.PATH && FORMS.containsKey(parameter.getName())) {
            parameter.getSchema().pattern(FORMS.get(parameter.getName()));
        }
        if (CONDITIONS.contains(parameter.getName())) {
            parameter.getSchema().pattern("^(\\*|" + TAG_FORM + "(, *" + TAG_FORM + ")*)$");
        }
        if (parameter.getName().equals("Idempotency-Key")) {
            parameter.getSchema().minLength(1).maxLength(255).pattern("^[\\x20-\\x7e]*[\\x21-\\x7e][\\x20-\\x7e]*$");
        }
    }

    private static void successes(ApiOperation operation, Consumer<APIResponse> told) {
        operation.model().getResponses().getAPIResponses().forEach((status, answer) -> {
            if (status.charAt(0) == '2') {
                told.accept(answer);
            }
        });
    }

    private static Header header(String description) {
        return OASFactory.createHeader().description(description).schema(Times.text());
    }
}
