package dev.slipway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.problem.ProblemException;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaggedAnswersTest {
    private final TaggedAnswers answers = new TaggedAnswers(new ObjectMapper());

    private RestResponse<List<String>> look(long version, List<String> shown, @Nullable String known) {
        return answers.looked(version, shown, shown, known);
    }

    private String tag(long version, String... shown) {
        return look(version, List.of(shown), null).getHeaderString("ETag");
    }

    @Test
    void aTagIsOfTheVersionAndOfAllThatIsShown() {
        assertThat(tag(3, "a")).matches("\"3\\.[0-9a-f]{16}\"").isEqualTo(tag(3, "a"));
        assertThat(tag(3, "a")).isNotEqualTo(tag(3, "b")).isNotEqualTo(tag(4, "a"));
    }

    @Test
    void whatTheClientHasIsNotSentAgain() {
        String tag = tag(3, "a");
        for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
            RestResponse<List<String>> answer = look(3, List.of("a"), known);
            assertThat(answer.getStatus()).as(known).isEqualTo(304);
            assertThat(answer.getEntity()).isNull();
            assertThat(answer.getHeaderString("ETag")).isEqualTo(tag);
        }
        assertThat(look(3, List.of("a"), "\"3\"").getStatus()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "", "\"3", "*, \"3\""})
    void refusesWhatIsNoCondition(String known) {
        assertThatThrownBy(() -> look(3, List.of(), known)).isInstanceOf(ProblemException.class);
    }
}
