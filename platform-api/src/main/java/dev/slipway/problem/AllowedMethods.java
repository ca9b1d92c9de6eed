package dev.slipway.problem;

import io.quarkus.arc.Arc;
import jakarta.enterprise.inject.Any;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Which methods a path takes, for {@code OPTIONS} and for who sent another
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6">RFC 9110, 15.5.6</a>). Quarkus would name those of all paths of a
 * resource.
 */
public final class AllowedMethods {
    private static final int OK = 200;
    private static final int METHOD_NOT_ALLOWED = ProblemCode.METHOD_NOT_ALLOWED.status();

    /** Found when they are first asked for. */
    private static final class Routes {
        private static final List<Route> ALL =
                Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE).stream()
                        .map(bean -> bean.getBeanClass())
                        .filter(type -> type.isAnnotationPresent(Path.class))
                        .flatMap(AllowedMethods::routesOf)
                        .toList();
    }

    /** One method at one path, which is a template. */
    private record Route(Pattern path, String method) {}

    private static Stream<Route> routesOf(Class<?> resource) {
        return Arrays.stream(resource.getDeclaredMethods())
                .flatMap(method -> methodOf(method).stream().map(name -> new Route(pathOf(resource, method), name)));
    }

    private static Optional<String> methodOf(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .flatMap(type -> Stream.ofNullable(type.getAnnotation(HttpMethod.class)))
                .map(HttpMethod::value)
                .findFirst();
    }

    private static Pattern pathOf(Class<?> resource, Method method) {
        String template = Stream.of(resource.getAnnotation(Path.class), method.getAnnotation(Path.class))
                .filter(path -> path != null)
                .map(path -> path.value().replaceAll("^/|/$", ""))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
        return Pattern.compile(Arrays.stream(template.split("(?=\\{)|(?<=})", -1))
                .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
                .collect(Collectors.joining()));
    }

    /** The methods that a path takes, in the order of the alphabet; none: there is no such path. */
    private static Set<String> at(String path) {
        String asked = path.replaceAll("^/|/$", "");
        Set<String> methods = Routes.ALL.stream()
                .filter(route -> route.path().matcher(asked).matches())
                .map(Route::method)
                .collect(Collectors.toCollection(TreeSet::new));
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }

    /** Whether there is such a path. */
    static boolean takesAny(String path) {
        return !at(path).isEmpty();
    }

    @ServerResponseFilter
    public void name(ContainerRequestContext request, ContainerResponseContext answer) {
        boolean isAsked = request.getMethod().equals(HttpMethod.OPTIONS);
        if (!isAsked && answer.getStatus() != METHOD_NOT_ALLOWED) {
            return;
        }
        Set<String> allowed = at(request.getUriInfo().getPath());
        if (allowed.isEmpty()) {
            return;
        }
        answer.getHeaders().putSingle(HttpHeaders.ALLOW, String.join(", ", allowed));
        if (isAsked) {
            answer.setStatus(OK); // Quarkus answers for some of its resources alone
            answer.setEntity(null);
        }
    }
}
