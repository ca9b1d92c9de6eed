package dev.slipway.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value of a request is taken for what it is, or refused; nothing is made of another kind. */
class StrictJsonTest {
    private enum Colour {
        RED
    }

    private record Fields(
            @Nullable Integer whole,
            int number,
            @Nullable Long large,
            long size,
            @Nullable BigDecimal decimal,
            @Nullable String text,
            @Nullable Boolean flag,
            @Nullable Colour colour,
            @Nullable List<Integer> list) {}

    private final ObjectMapper json = new ObjectMapper();

    StrictJsonTest() {
        new StrictJson().customize(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "1.0",
                "1e0",
                "0.1e1",
                "-0.5",
                "1.9999999999999999999",
                "1e400",
                "\"1\"",
                "\"\"",
                "\" \"",
                "\"one\"",
                "true",
                "false",
                "[1]",
                "{}",
                "9223372036854775808",
                "99999999999999999999999"
            })
    void takesNothingButAWholeNumberForOne(String value) {
        for (String field : List.of("whole", "number", "large", "size")) {
            refuses(field, value);
        }
        refuses("list", "[" + value + "]");
    }

    @Test
    void takesNoNumberThatIsTooLarge() {
        for (String value : List.of("2147483648", "-2147483649", "4294967297")) {
            refuses("whole", value);
            refuses("number", value);
            refuses("list", "[1, " + value + "]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0.5\"", "\"\"", "true", "[1]"})
    void takesNothingButANumberForADecimal(String value) {
        refuses("decimal", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "1.5", "true", "[\"a\"]", "{}"})
    void takesNothingButTextForText(String value) {
        refuses("text", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "1.0", "\"true\"", "\"\"", "\"yes\""})
    void takesNothingButTrueAndFalseForAChoiceOfTwo(String value) {
        refuses("flag", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "\"\"", "\"0\"", "\"red\"", "true"})
    void takesNothingButAWordOfAListForOne(String value) {
        refuses("colour", value);
    }

    @Test
    void takesWhatIsRight() throws JsonProcessingException {
        Fields read = json.readValue("""
                {"whole": 2147483647, "number": -1, "large": 9223372036854775807, "size": 0, "decimal": 1.50, "text": "5",
                 "flag": true, "colour": "RED", "list": [1, 2]}
                """, Fields.class);
        assertThat(read)
                .isEqualTo(new Fields(
                        Integer.MAX_VALUE,
                        -1,
                        Long.MAX_VALUE,
                        0,
                        new BigDecimal("1.50"),
                        "5",
                        true,
                        Colour.RED,
                        List.of(1, 2)));
        assertThat(json.readValue("{\"whole\": null, \"decimal\": 2}", Fields.class))
                .isEqualTo(new Fields(null, 0, null, 0, new BigDecimal(2), null, null, null, null));
    }

    private void refuses(String field, String value) {
        assertThatThrownBy(() -> json.readValue("{\"" + field + "\": " + value + "}", Fields.class))
                .as("%s: %s", field, value)
                .isInstanceOf(JsonProcessingException.class);
    }
}
