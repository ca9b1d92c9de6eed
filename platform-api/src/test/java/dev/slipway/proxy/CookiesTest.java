package dev.slipway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.proxy.session.Cookies;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookiesTest {
    @Test
    void findsEveryCookieOfAName() {
        assertThat(Cookies.values(List.of("slipway-workspace=a; x=1", "slipway-workspace=b"), Cookies.session(false)))
                .containsExactly("a", "b");
        assertThat(Cookies.values(List.of("xslipway-workspace=a"), Cookies.session(false)))
                .isEmpty();
    }

    @Test
    void passesOnEveryCookieButOurs() {
        assertThat(Cookies.withoutOurs(List.of("a=1; slipway-workspace=x;b=2", "Slipway-Login-State=y")))
                .isEqualTo("a=1; b=2");
        assertThat(Cookies.withoutOurs(List.of("slipway-workspace=x"))).isEmpty();
    }

    @Test
    void letsAServerSetCookiesForItselfAlone() {
        assertThat(Cookies.ownOnly(List.of(
                        "a=1; Domain=apps.localhost; Path=/",
                        "b=2;domain = .localhost",
                        "slipway-workspace=forged",
                        "c=3")))
                .containsExactly("a=1; Path=/", "b=2", "c=3");
    }

    /** A browser sends what such a header sets back without the equals sign: as a cookie of ours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=slipway-workspace=forged",
                " = slipway-workspace=forged; Path=/",
                "==slipway-login-state=forged",
                "\t=\tSlipway-Workspace=forged",
                "__Host-slipway-workspace=forged; Secure; Path=/",
                "__secure-slipway-workspace=forged; Secure",
                "=__Host-slipway-workspace=forged"
            })
    void letsNoServerSetACookieOfOursInDisguise(String header) {
        assertThat(Cookies.ownOnly(List.of(header))).isEmpty();
        assertThat(Cookies.withoutOurs(List.of("a=1; " + header))).doesNotContain("forged");
    }

    @Test
    void takesOnAnHttpsOriginWhatTheHostItselfSetAlone() {
        String set = Cookies.set(Cookies.session(true), "t", "/", Duration.ofHours(1), true);
        assertThat(set).startsWith("__Host-slipway-workspace=t; Path=/;").contains("; Secure");
        assertThat(Cookies.values(
                        List.of("slipway-workspace=tossed; __Host-slipway-workspace=t"), Cookies.session(true)))
                .containsExactly("t");
    }

    @ParameterizedTest
    @CsvSource({
        "/lab, /lab",
        "/lab?a=b, /lab?a=b",
        "//evil.example, /",
        "/\\evil.example, /",
        "http://evil.example, /",
        ", /",
        "/a b, /"
    })
    void returnsToAPathOnThisOriginOnly(String to, String expected) {
        assertThat(OwnPaths.localPath(to)).isEqualTo(expected);
    }
}
