package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SearchPathTest {
    private static final String IMAGES = "/opt/conda/bin:/usr/bin:/bin";

    @Test
    void ofAUserGoesBeforeTheImagesAndHidesNothingOfIt() {
        assertThat(SearchPath.merged("/home/jovyan/bin", IMAGES)).isEqualTo("/home/jovyan/bin:" + IMAGES);
        assertThat(SearchPath.merged("/usr/bin", IMAGES)).isEqualTo("/usr/bin:/opt/conda/bin:/bin");
        assertThat(SearchPath.merged("", IMAGES)).isEqualTo(IMAGES);
        assertThat(SearchPath.merged(null, IMAGES)).isEqualTo(IMAGES);
    }

    @Test
    void standsWhereAUserSays() {
        assertThat(SearchPath.merged("/first:$PATH:/last", IMAGES)).isEqualTo("/first:" + IMAGES + ":/last");
        assertThat(SearchPath.merged("${PATH}:/last", IMAGES)).isEqualTo(IMAGES + ":/last");
    }

    @Test
    void hasNoEmptyEntryWhichWouldMeanTheWorkingDirectory() {
        assertThat(SearchPath.merged(":/a::/b:", IMAGES)).isEqualTo("/a:/b:" + IMAGES);
    }

    @Test
    void isTheEnginesWhereTheImageHasNone() {
        assertThat(SearchPath.of(Map.of(), Map.of())).contains("/usr/bin");
        assertThat(SearchPath.of(Map.of("PATH", IMAGES), Map.of())).isEqualTo(IMAGES);
    }
}
