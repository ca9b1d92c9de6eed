package dev.slipway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViolationsTest {
    private final Violations violations = new Violations();

    record Inner(
            @Min(value = 0, message = "is zero or more") int count) {}

    record Request(
            @Given @Nullable String zebra,

            @Valid @Nullable Inner inner,

            @Size(max = 2, message = "are at most 2")
            Map<
                            @Pattern(regexp = "[A-Z]+", message = "is a name and a value") String,
                            @Given(message = "is a name and a value") String>
                    arguments,

            @Given @Nullable String ant,

            List<@Valid Inner> list) {}

    private static Map<String, String> nothingFor(String name) {
        Map<String, String> arguments = new HashMap<>();
        arguments.put(name, null);
        return arguments;
    }

    @Test
    void namesEveryFieldByItsPathInTheBodyInTheOrderOfTheRecord() {
        Request request =
                new Request(null, new Inner(-1), nothingFor("a b"), null, List.of(new Inner(0), new Inner(-2)));
        assertThat(violations.of(request))
                .containsExactly(
                        new FieldError("zebra", "is missing"),
                        new FieldError("inner.count", "is zero or more"),
                        new FieldError("arguments.a b", "is a name and a value"),
                        new FieldError("ant", "is missing"),
                        new FieldError("list[1].count", "is zero or more"));
    }

    @Test
    void namesTheWholeWhereTooMuchIsGiven() {
        Request request = new Request("", null, Map.of("A", "", "B", "", "C", ""), "", List.of());
        assertThat(violations.of(request)).containsExactly(new FieldError("arguments", "are at most 2"));
    }

    @Test
    void refusesByAProblemThatSaysItAll() {
        Request bad = new Request(null, null, Map.of(), null, List.of());
        assertThatThrownBy(() -> violations.refuse(bad))
                .isInstanceOf(ProblemException.class)
                .hasMessage("invalid-request: zebra: is missing; ant: is missing");
        violations.refuse(new Request("", null, Map.of(), "", List.of()));
    }
}
