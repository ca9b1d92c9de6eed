package dev.slipway.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeTextTest {
    private final ObjectMapper json = new ObjectMapper();

    {
        new StrictJson().customize(json);
    }

    record Shape(String text, List<String> list, Map<String, String> map) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\": \"\\ud800\"}",
                "{\"text\": \"a\\udc00\"}",
                "{\"text\": \"\\ud83d\\ud83d\\ude00\"}",
                "{\"list\": [\"fine\", \"\\udfff b\"]}",
                "{\"map\": {\"A\": \"\\ud800\"}}",
                "{\"map\": {\"\\ud800\": \"A\"}}"
            })
    void refusesHalfACharacterWhereverItStands(String body) {
        assertThatThrownBy(() -> json.readValue(body, Shape.class)).isInstanceOf(WholeText.BrokenException.class);
    }

    @Test
    void takesWholeOnes() throws JsonProcessingException {
        Shape shape = json.readValue(
                "{\"text\": \"\\ud83d\\ude00 ü\", \"list\": [\"\"], \"map\": {\"ä\": \"\\ud83d\\ude00\"}}",
                Shape.class);
        assertThat(shape).isEqualTo(new Shape("😀 ü", List.of(""), Map.of("ä", "😀")));
    }

    @Test
    void takesNoNumberForAText() {
        assertThatThrownBy(() -> json.readValue("{\"text\": 5}", Shape.class))
                .isInstanceOf(JsonProcessingException.class);
    }
}
