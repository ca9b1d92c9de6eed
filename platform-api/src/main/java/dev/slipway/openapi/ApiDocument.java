package dev.slipway.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.jboss.jandex.IndexView;

/** Completes the API's document when the platform is built: what the annotations of one operation or schema cannot say. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDocument implements OASFilter {
    private static final String BASE = "/api/v1/";

    private final IndexView index;

    public ApiDocument(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        List<ApiOperation> operations = new Operations(index).of(document);
        Types types = new Types(index);
        Words words = new Words(types);
        Times.write(document);
        words.describe(document);
        operations.forEach(operation -> {
            words.describe(operation);
            Headers.describe(operation);
            Security.write(operation);
            ProblemAnswers.write(operation, document);
        });
        ProblemAnswers.nameTypes(document);
        Set<String> ofRequests = RequestTypes.close(document);
        RequestTexts.describe(document, ofRequests);
        new AnswerTypes(types).require(document, ofRequests);
        sort(document);
    }

    /** By their paths, so that the document stays the same however classes are found. */
    private static void sort(OpenAPI document) {
        Map<String, PathItem> sorted = new LinkedHashMap<>();
        document.getPaths().getPathItems().entrySet().stream()
                .filter(path -> path.getKey().startsWith(BASE))
                .sorted(Map.Entry.comparingByKey())
                .forEach(path -> sorted.put(path.getKey(), path.getValue()));
        document.getPaths().setPathItems(sorted);
    }
}
