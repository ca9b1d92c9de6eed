package dev.slipway.webui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
    private final Pages pages = new Pages(List.of("/", "/workspaces/:id", "/images", "/images/build"));

    @ParameterizedTest
    @ValueSource(strings = {"/", "/workspaces/a", "/workspaces/a.b-c/", "/images", "/images/", "/images/build"})
    void knowsItsPaths(String path) {
        assertThat(pages.has(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "//",
                "/workspaces",
                "/workspaces/",
                "/workspaces//",
                "/workspaces/a/b",
                "/image",
                "/images/Build",
                "images"
            })
    void knowsNoOther(String path) {
        assertThat(pages.has(path)).isFalse();
    }

    @Test
    void readsAPathOfAnyLength() {
        assertThat(pages.has("/workspaces/" + "a".repeat(1_000_000))).isTrue();
        assertThat(pages.has("/a".repeat(1_000_000))).isFalse();
    }
}
