package dev.slipway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class CodingTest {
    private static Optional<Coding> wanted(String accepted) {
        return Coding.wanted(accepted, List.of(Coding.GZIP, Coding.IDENTITY));
    }

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
    void gzipIsForWhoTakesIt(String accepted) {
        assertThat(wanted(accepted)).contains(Coding.GZIP);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"br", "gzip;q=0", "gzip;q=0.000", "xgzip", "gzipped", "identity"})
    void plainBytesAreForEveryoneElse(String accepted) {
        assertThat(wanted(accepted)).contains(Coding.IDENTITY);
    }
}
