package dev.slipway.catalog.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.catalog.registry.Manifests.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What engines take out of an index; each row was tried on Docker 20.10. */
class ManifestsTest {
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final Platform AMD64 = new Platform("linux", "amd64");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linux/amd64/v3, linux/amd64 | 1",
                "linux/amd64/v2, linux/amd64/v1 | 1",
                "linux/amd64/v1, linux/amd64 | 0",
                "linux/arm64, none, linux/amd64 | 2",
                "none, linux/amd64 | 1",
                "linux/amd64, linux/amd64 | 0",
                "linux/x86_64 | 0",
                "Linux/AMD64/V1 | 0",
                "unknown/unknown, linux/amd64 | 1",
            })
    void takesTheImageThatEnginesTake(String platforms, int chosen) {
        assertThat(Manifests.choose(index(platforms), AMD64).digest()).isEqualTo(digest(chosen));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linux/amd64/v3 | The image is for linux/amd64/v3, not for linux/amd64",
                "linux/arm64, unknown/unknown | The image is for linux/arm64, not for linux/amd64",
                "linux/arm64, none | linux/arm64, no platform that it names",
                "none | does not say for which platforms",
                "none, none | by its digest: sha256:",
                "'' | in which nothing is",
            })
    void saysWhatAnIndexIsInWhichNothingIsForThisMachine(String platforms, String words) {
        assertThatThrownBy(() -> Manifests.choose(index(platforms), AMD64))
                .isInstanceOf(RegistryException.WrongPlatform.class)
                .hasMessageContaining(words);
    }

    @Test
    void takesForArmWhatEveryProcessorOfItIs() {
        Platform arm = new Platform("linux", "arm64");
        assertThat(Manifests.choose(index("linux/arm64/v9, linux/arm64/v8, linux/arm64"), arm)
                        .digest())
                .isEqualTo(digest(1));
        assertThat(Manifests.choose(index("linux/aarch64"), arm).digest()).isEqualTo(digest(0));
    }

    @Test
    void saysThatAnIndexIsWithinAnIndex() {
        String nested = entry(INDEX, 0, "linux/amd64");
        Document.Index outer = (Document.Index)
                Manifests.document(("{\"schemaVersion\":2,\"manifests\":[" + nested + "]}").getBytes(UTF_8), INDEX);
        assertThatThrownBy(() -> Manifests.choose(outer, AMD64))
                .isInstanceOf(RegistryException.Invalid.class)
                .hasMessageContaining("an index within an index");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"Entrypoint\":\"/bin/sh\"} | config.Entrypoint should be a list",
                "{\"Cmd\":\"sh\"} | config.Cmd should be a list",
                "{\"Env\":{\"A\":\"b\"}} | config.Env should be a list",
                "{\"Labels\":[\"a=b\"]} | config.Labels should be an object",
                "{\"User\":[\"a\"]} | config.User should be a text",
                "\"sh\" | config should be an object",
            })
    void saysWhatOfAConfigurationIsNotWhatItShouldBe(String settings, String words) {
        byte[] body = ("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[]},\"config\":"
                        + settings + "}")
                .getBytes(UTF_8);
        assertThatThrownBy(() -> Manifests.configuration(body))
                .isInstanceOf(RegistryException.Invalid.class)
                .hasMessageContaining(words);
    }

    private static Document.Index index(String platforms) {
        StringBuilder entries = new StringBuilder();
        int number = 0;
        for (String platform : platforms.isEmpty() ? new String[0] : platforms.split(", ", -1)) {
            entries.append(number == 0 ? "" : ",").append(entry(MANIFEST, number++, platform));
        }
        return (Document.Index)
                Manifests.document(("{\"schemaVersion\":2,\"manifests\":[" + entries + "]}").getBytes(UTF_8), INDEX);
    }

    private static String entry(String type, int number, String platform) {
        String[] parts = platform.split("/", -1);
        String named = platform.equals("none")
                ? ""
                : ",\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\"%s}"
                        .formatted(parts[0], parts[1], parts.length > 2 ? ",\"variant\":\"" + parts[2] + "\"" : "");
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":1%s}".formatted(type, digest(number), named);
    }

    private static Digest digest(int number) {
        return Digest.of(Integer.toString(number).getBytes(UTF_8));
    }
}
