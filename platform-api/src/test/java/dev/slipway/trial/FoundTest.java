package dev.slipway.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoundTest {
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void readsWhatTheScriptPrintsAmongOtherWords() {
        Found found = Found.read(
                "a warning\nslipway:{\"python\": \"3.11.2\", \"torch\": \"2.6.0+cu124\", \"cuda\": \"12.4\"}\n", json);
        assertThat(found.python()).isEqualTo("3.11.2");
        assertThat(found.of("pytorch")).hasValue("2.6.0+cu124");
        assertThat(found.cuda()).isEqualTo("12.4");
        assertThat(found.of("tensorflow")).isEmpty();
    }

    @Test
    void takesTheCompilersCudaWhereNoFrameworkHasOne() {
        Found found = Found.read("slipway:{\"nvcc\": \"11.8\", \"cuda\": null, \"notebook\": \"6.4.12\"}", json);
        assertThat(found.cuda()).isEqualTo("11.8");
        assertThat(found.of("cuda")).hasValue("11.8");
        assertThat(found.of("jupyter")).hasValue("6.4.12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Traceback (most recent call last)",
                "slipway:",
                "slipway:[1]",
                "slipway:{\"python\": {\"a\": 1}}",
                "slipway:{\"python\": \"<script>alert(1)</script>\", \"cuda\": \"1; rm -rf /\"}"
            })
    void dropsWhatIsNoVersion(String output) {
        assertThat(Found.read(output, json)).isEqualTo(Found.NOTHING);
    }
}
