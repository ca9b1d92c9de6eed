package dev.slipway.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.proxy.session.OriginPolicy.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OriginPolicyTest {
    private static final String OWN = "http://waaaaaaaaaa.apps.localhost:8080";
    private static final OriginPolicy POLICY = new OriginPolicy(OWN);

    @Test
    void allowsThePagesOwnRequests() {
        assertThat(POLICY.allows("POST", false, source(OWN, "same-origin", "cors", "empty")))
                .isTrue();
        assertThat(POLICY.allows("GET", true, source(OWN, null, null, null))).isTrue();
        assertThat(POLICY.allows("GET", false, source(null, "same-origin", "no-cors", "script")))
                .isTrue();
    }

    @Test
    void refusesEveryOtherOriginWhateverElseItSays() {
        for (String origin : List.of(
                "http://wbbbbbbbbbb.apps.localhost:8080",
                "http://localhost:8080",
                "null",
                OWN + "0",
                "https://waaaaaaaaaa.apps.localhost:8080")) {
            assertThat(POLICY.allows("GET", false, source(origin, "same-origin", "cors", "empty")))
                    .as(origin)
                    .isFalse();
            assertThat(POLICY.allows("GET", true, source(origin, null, null, null)))
                    .as(origin)
                    .isFalse();
        }
    }

    @Test
    void takesAHostWithTheRootsDotForTheSameAndNoOtherForIt() {
        String dotted = "http://waaaaaaaaaa.apps.localhost.:8080";
        assertThat(POLICY.allows("POST", false, source(dotted, "cross-site", "cors", "empty")))
                .isTrue();
        assertThat(POLICY.allows("GET", true, source(dotted, null, null, null))).isTrue();
        assertThat(new OriginPolicy("https://w.apps.example.org")
                        .allows("POST", false, source("https://w.apps.example.org.", null, null, null)))
                .isTrue();
        for (String origin : List.of(
                "http://waaaaaaaaaa.apps.localhost..:8080",
                "http://waaaaaaaaaa.apps.localhost:8080.",
                "http://waaaaaaaaaa..apps.localhost:8080",
                "http://.waaaaaaaaaa.apps.localhost:8080",
                "http://waaaaaaaaaa.apps.localhost.:80",
                "http://waaaaaaaaaa.apps.localhost.",
                "https://waaaaaaaaaa.apps.localhost.:8080",
                "http://wbbbbbbbbbb.apps.localhost.:8080")) {
            assertThat(POLICY.allows("POST", false, source(origin, "same-origin", "cors", "empty")))
                    .as(origin)
                    .isFalse();
        }
    }

    @Test
    void letsAPersonFollowALinkFromAnywhereAndNothingMore() {
        for (String site : List.of("same-site", "cross-site")) {
            assertThat(POLICY.allows("GET", false, source(null, site, "navigate", "document")))
                    .isTrue();
            assertThat(POLICY.allows("GET", false, source(null, site, "navigate", "iframe")))
                    .isFalse();
            assertThat(POLICY.allows("GET", false, source(null, site, "no-cors", "image")))
                    .isFalse();
            assertThat(POLICY.allows("POST", false, source(null, site, "navigate", "document")))
                    .isFalse();
        }
        assertThat(POLICY.allows("GET", false, source(null, "none", "navigate", "document")))
                .isTrue();
    }

    @Test
    void letsAClientThatTellsNothingReadAndNothingMore() {
        assertThat(POLICY.allows("GET", false, source(null, null, null, null))).isTrue();
        assertThat(POLICY.allows("POST", false, source(null, null, null, null))).isFalse();
        assertThat(POLICY.allows("GET", true, source(null, null, null, null))).isFalse();
    }

    private static Source source(
            @Nullable String origin, @Nullable String site, @Nullable String mode, @Nullable String destination) {
        return new Source(origin, site, mode, destination);
    }
}
