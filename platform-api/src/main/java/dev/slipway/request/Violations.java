package dev.slipway.request;

import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.ProblemException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/**
 * Holds requests to the bounds that stand on their records. The one place where what Bean Validation finds becomes fields of a
 * problem: each by its path in the body, in the order in which the record has them, so that a client is told all at once.
 */
@ApplicationScoped
public class Violations {
    /** Made when the platform has started, beside its first requests: it would be a tenth of the start. */
    private final FutureTask<Validator> validator = new FutureTask<>(Violations::made);

    private static Validator made() {
        // Messages are written as they are told: nothing in them is an expression.
        return Validation.byProvider(HibernateValidator.class)
                .configure()
                .ignoreXmlConfiguration()
                .messageInterpolator(new ParameterMessageInterpolator())
                .buildValidatorFactory()
                .getValidator();
    }

    void start(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
        Thread.ofVirtual().name("bounds-of-requests").start(validator);
    }

    private Validator validator() {
        validator.run(); // unless that was done, or is under way
        try {
            return validator.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the bounds of requests cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the bounds of requests are read", e);
        }
    }

    /** What is wrong with a request by its own bounds; who knows more of it adds that. */
    public List<FieldError> of(Record request) {
        return validator().validate(request).stream()
                .sorted(Comparator.<ConstraintViolation<Record>>comparingInt(
                                violation -> place(request, violation.getPropertyPath()))
                        .thenComparing(violation -> field(violation.getPropertyPath())))
                .map(violation -> new FieldError(field(violation.getPropertyPath()), violation.getMessage()))
                .distinct() // a name and a value that are both wrong are one entry
                .toList();
    }

    /**
     * Lets a request pass that is within its bounds.
     *
     * @throws ProblemException {@code invalid-request} with every field that is wrong
     */
    public void refuse(Record request) {
        List<FieldError> errors = of(request);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    /** Which component of the record it is, or is within. */
    private static int place(Record request, Path path) {
        RecordComponent[] components = request.getClass().getRecordComponents();
        String first = path.iterator().next().getName();
        return IntStream.range(0, components.length)
                .filter(i -> components[i].getName().equals(first))
                .findFirst()
                .orElse(components.length);
    }

    /** {@code resources.gpus.count}, {@code arguments.NAME}, {@code volumes[1].mountPath}. */
    private static String field(Path path) {
        StringBuilder field = new StringBuilder();
        for (Path.Node node : path) {
            if (node.getIndex() != null) {
                field.append('[').append(node.getIndex()).append(']');
            }
            String name = node.getKind() == ElementKind.CONTAINER_ELEMENT
                    ? Objects.toString(node.getKey(), "")
                    : node.getName();
            field.append(field.isEmpty() || name.isEmpty() ? "" : ".").append(name);
        }
        return field.toString();
    }
}
