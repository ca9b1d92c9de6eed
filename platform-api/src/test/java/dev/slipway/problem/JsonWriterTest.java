package dev.slipway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "br, gzip",
                "GZIP;q=0.5",
                "gzip;q=1.0, br",
                "deflate,gzip ; q=0.001",
                "*",
                "br;q=0, *;q=0.1"
            })
    void compressesForWhoTakesIt(String encodings) {
        assertThat(JsonWriter.takesGzip(encodings)).isTrue();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"br", "gzip;q=0", "gzip;q=0.000", "xgzip", "gzipped", "identity", "*;q=0"})
    void sendsItPlainToEveryoneElse(String encodings) {
        assertThat(JsonWriter.takesGzip(encodings)).isFalse();
    }
}
