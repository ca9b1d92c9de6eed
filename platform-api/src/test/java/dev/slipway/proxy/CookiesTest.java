package dev.slipway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiesTest {
    @Test
    void findsEveryCookieOfAName() {
        assertThat(Cookies.values(List.of("slipway-workspace=a; x=1", "slipway-workspace=b"), Cookies.SESSION))
                .containsExactly("a", "b");
        assertThat(Cookies.values(List.of("xslipway-workspace=a"), Cookies.SESSION))
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
