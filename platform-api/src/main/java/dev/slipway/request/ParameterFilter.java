package dev.slipway.request;

import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.ProblemException;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses parameters that would be read as if they were others: one of the query that the operation does not know, one without a value,
 * which the server takes for absent, and one with two; and a header that is a condition or a key, and empty.
 */
public final class ParameterFilter {
    private static final List<String> HEADERS = List.of("If-Match", "If-None-Match", "Idempotency-Key");

    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @ServerRequestFilter
    public void refuse(ContainerRequestContext request, ResourceInfo resource) {
        if (!request.getUriInfo().getPath().startsWith("/api/")) {
            return;
        }
        List<FieldError> errors = new ArrayList<>();
        for (String header : HEADERS) {
            String value = request.getHeaderString(header);
            if (value != null && value.isBlank()) {
                errors.add(new FieldError(header, "is empty"));
            }
        }
        var query = request.getUriInfo().getQueryParameters();
        if (!query.isEmpty()) {
            Set<String> names = known.computeIfAbsent(resource.getResourceMethod(), ParameterFilter::parametersOf);
            query.forEach((name, values) -> refuse(name, values, names, errors));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static void refuse(String name, List<String> values, Set<String> names, List<FieldError> errors) {
        if (!names.contains(name)) {
            errors.add(new FieldError(name, "is no parameter here"));
        } else if (values.size() > 1) {
            errors.add(new FieldError(name, "is given more than once"));
        } else if (values.getFirst().isEmpty()) {
            errors.add(new FieldError(name, "is empty"));
        }
    }

    private static Set<String> parametersOf(Method method) {
        return Arrays.stream(method.getParameters())
                .flatMap(parameter -> Stream.ofNullable(parameter.getAnnotation(QueryParam.class)))
                .map(QueryParam::value)
                .collect(Collectors.toUnmodifiableSet());
    }
}
