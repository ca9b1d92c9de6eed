package dev.slipway.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryReferenceTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "python:3.12, docker.io/library/python:3.12",
        "pytorch/pytorch:2.6.0-cuda12.4-cudnn9-runtime, docker.io/pytorch/pytorch:2.6.0-cuda12.4-cudnn9-runtime",
        "index.docker.io/library/python:3, docker.io/library/python:3",
        "nvcr.io/nvidia/pytorch:25.01-py3, nvcr.io/nvidia/pytorch:25.01-py3",
        "localhost/a:1, localhost/a:1",
        "localhost:5000/a/b__c/d.e/f-g:1, localhost:5000/a/b__c/d.e/f-g:1",
        "Registry.Example.org/a:1, registry.example.org/a:1",
        "[::1]:5000/a:1, '[::1]:5000/a:1'",
        "a/b/c:1, docker.io/a/b/c:1",
    })
    void readsWhatDockerReads(String text, String whole) {
        assertThat(RegistryReference.parse(text)).hasToString(whole);
    }

    @Test
    void keepsADigestAndATagBesideIt() {
        RegistryReference both = RegistryReference.parse("quay.io/jupyter/base:1@" + DIGEST);
        assertThat(both.tag()).hasValue("1");
        assertThat(both.manifest()).isEqualTo(DIGEST);
        assertThat(both.at(new Digest(DIGEST))).hasToString("quay.io/jupyter/base@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "python",
                "python:",
                "python:-1",
                "Python/a:1 ",
                "a//b:1",
                "a/B:1",
                "-a:1",
                "a__:1",
                "a/../b:1",
                "http://a.b/c:1",
                "user:password@a.b/c:1",
                "a.b:port/c:1",
                "a.b:123456/c:1",
                "a.-b.c/d:1",
                "a@sha256:123",
                "a@md5:0123456789abcdef0123456789abcdef",
                "a:1\n"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> RegistryReference.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesALongOne() {
        assertThatThrownBy(() -> RegistryReference.parse("a".repeat(256) + ":1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegistryReference.parse("a:" + "b".repeat(129)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegistryReference.parse("a/".repeat(100_000) + "a:1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
