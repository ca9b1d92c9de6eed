package dev.slipway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.ImageVersion;
import dev.slipway.trial.Found;
import dev.slipway.trial.TrialReport;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageCheckTest {
    @ParameterizedTest
    @CsvSource({
        "3.11, 2.6.0, 12.4, ''",
        "3.11.2, 2.6, 12.4.1, ''",
        "3.1, 2.6.0, 12.4, 'Python is 3.11.2 in the image, and 3.1 in the catalogue'",
        "3.11, 2.7, 12.4, 'pytorch is 2.6.0+cu124 in the image, and 2.7 in the catalogue'",
        "3.11, 2.6.0, 11.8, 'CUDA is 12.4 in the image, and 11.8 in the catalogue'"
    })
    void saysWhereAnImageIsNotWhatTheCatalogueSays(String python, String framework, String cuda, String difference) {
        ImageVersion version = ImageVersion.read("""
                {"version": "1", "reference": "a:1", "source": "this test", "python": "%s", "frameworkVersion": "%s",
                 "cuda": {"toolkit": "%s"}}
                """.formatted(python, framework, cuda));
        var seen = new TrialReport(
                TrialReport.Server.NONE,
                null,
                new Found("3.11.2", "2.6.0+cu124", null, null, null, null, "12.4"),
                null,
                List.of());
        assertThat(ImageCheck.of("sha256:0", Instant.EPOCH, seen, "pytorch", version)
                        .differences())
                .isEqualTo(difference.isEmpty() ? List.of() : List.of(difference));
    }
}
