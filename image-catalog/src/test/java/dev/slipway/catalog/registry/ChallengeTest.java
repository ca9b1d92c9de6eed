package dev.slipway.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void readsWhereATokenIsToBeHad() {
        var challenge = Challenge.preferred(List.of("Bearer realm=\"https://auth.docker.io/token\","
                + "service=\"registry.docker.io\",scope=\"repository:a/b:pull,push\""));
        assertThat(challenge)
                .hasValue(new Challenge(
                        "bearer",
                        Map.of(
                                "realm", "https://auth.docker.io/token",
                                "service", "registry.docker.io",
                                "scope", "repository:a/b:pull,push")));
    }

    @Test
    void prefersATokenInOneHeaderOrTwo() {
        String basic = "Basic realm=\"Registry, Realm\"";
        String bearer = "bearer REALM=https://a/token , service=\"a \\\"b\\\"\"";
        for (var headers : List.of(List.of(basic + ", " + bearer), List.of(bearer, basic))) {
            assertThat(Challenge.preferred(headers)).hasValueSatisfying(challenge -> {
                assertThat(challenge.scheme()).isEqualTo("bearer");
                assertThat(challenge.parameter("realm")).hasValue("https://a/token");
                assertThat(challenge.parameter("service")).hasValue("a \"b\"");
            });
        }
        assertThat(Challenge.preferred(List.of(basic)))
                .hasValueSatisfying(
                        challenge -> assertThat(challenge.parameter("realm")).hasValue("Registry, Realm"));
    }

    @Test
    void findsNothingInWhatItDoesNotKnow() {
        assertThat(Challenge.preferred(List.of())).isEmpty();
        assertThat(Challenge.preferred(List.of("Negotiate", "Digest realm=\"a\"")))
                .isEmpty();
    }
}
