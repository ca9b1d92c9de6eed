package dev.slipway.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.imagebuild.BuildSpec;
import dev.slipway.runtime.imagebuild.BuildStep;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every engine does that makes images. */
public interface ImageBuildsContract extends EngineContract {
    @Test
    default void buildsAnImageAndRemovesIt() {
        ImageReference tag = new ImageReference("localhost/slipway-test/built:1");
        List<String> log = new ArrayList<>();
        networks().ensure(network());
        LocalImage built = builds().build(
                        build(tag, Bytes.ofGibi(1)),
                        context("FROM " + image() + "\nENV ANSWER=42\nRUN echo built\nLABEL own=1\n"),
                        log::add);
        assertThat(built.environment()).containsEntry("ANSWER", "42");
        assertThat(built.labels()).containsEntry("own", "1").containsEntry("given", "2 3");
        assertThat(images().find(tag)).map(LocalImage::digest).hasValue(built.digest());
        assertThat(log)
                .filteredOn(line -> line.toLowerCase(Locale.ROOT).startsWith("step 3/"))
                .hasSize(1);

        volumes().ensure(id());
        containers().ensure(specOf(tag, "true", DeviceAccess.NONE));
        assertThatThrownBy(() -> images().remove(new ImageReference(built.digest())))
                .isInstanceOf(EngineException.Conflict.class);
        containers().remove(id());
        images().remove(tag);
        images().remove(tag);
        assertThat(images().find(tag)).isEmpty();
        assertThat(images().find(image())).isPresent();
    }

    @Test
    default void saysWhyABuildFailedAndLeavesNothingOfIt() {
        ImageReference tag = new ImageReference("localhost/slipway-test/broken:1");
        int before = imagesOnOurs();
        networks().ensure(network());
        assertThatThrownBy(() -> builds().build(
                                build(tag, Bytes.ofGibi(1)),
                                context("FROM " + image() + "\nENV BROKEN=" + id() + "\nRUN false\n"),
                                line -> {}))
                .isInstanceOf(EngineException.Refused.class)
                .hasMessageContaining("false");
        assertThat(images().find(tag)).isEmpty();
        assertThat(imagesOnOurs()).isEqualTo(before);
        assertThatThrownBy(() -> builds().build(
                                build(tag, Bytes.ofGibi(1)),
                                context("FROM localhost/slipway-test/none:1\n"),
                                line -> {}))
                .isInstanceOf(EngineException.Refused.class);
    }

    @Test
    default void buildsAnImageThatGetsNoName() {
        networks().ensure(network());
        BuildSpec named = build(new ImageReference("localhost/slipway-test/named:1"), Bytes.ofGibi(1));
        LocalImage built = builds().build(
                        new BuildSpec(
                                Optional.empty(),
                                named.dockerfile(),
                                named.arguments(),
                                named.labels(),
                                named.bounds(),
                                named.network()),
                        context("FROM " + image() + "\nENV OWN=" + id() + "\n"),
                        line -> {});
        assertThat(built.digest()).matches("sha256:[0-9a-f]{64}");
        assertThat(built.environment()).containsEntry("OWN", id().value());
        images().remove(new ImageReference(built.digest()));
        assertThat(images().find(new ImageReference(built.digest()))).isEmpty();
    }

    @Test
    default void makesAnImageOfWhatAStepChangedAndNothingOfWhatItWasTold() {
        networks().ensure(network());
        LocalImage base = images().find(image()).orElseThrow();
        List<String> log = new ArrayList<>();
        String made = builds().step(step(base.digest(), "echo hello; echo $WORD; echo $PROXY"), log::add);
        assertThat(log).first().isEqualTo("hello");
        LocalImage image = images().find(new ImageReference(made)).orElseThrow();
        assertThat(image.digest()).isEqualTo(made).isNotEqualTo(base.digest());
        // Podman adds variables of its own.
        assertThat(image.environment()).containsAllEntriesOf(base.environment()).doesNotContainKeys("WORD", "PROXY");
        assertThat(image.labels()).isEqualTo(base.labels());
        assertThat(containers().list()).isEmpty();
        assertThatThrownBy(() -> builds().step(step(base.digest(), "exit 3"), log::add))
                .isInstanceOf(EngineException.Refused.class)
                .hasMessageContaining("3");
        images().remove(new ImageReference(made));
        assertThat(images().find(new ImageReference(made))).isEmpty();
    }

    default BuildSpec build(ImageReference tag, Bytes disk) {
        return new BuildSpec(
                Optional.of(tag),
                "Dockerfile",
                Map.of(),
                Map.of("given", "2 3"),
                new BuildSpec.Bounds(Cpus.of(BigDecimal.ONE), Bytes.ofMebi(256), disk),
                Optional.of(id()));
    }

    /** A step with an argument and a setting. */
    default BuildStep step(String image, String line) {
        return new BuildStep(
                id(),
                image,
                image,
                new BuildStep.Command.Line(line),
                Map.of("WORD", "it's"),
                Map.of("PROXY", "http://user:secret@proxy.example"),
                List.of(),
                new BuildSpec.Bounds(Cpus.of(BigDecimal.ONE), Bytes.ofMebi(256), Bytes.ofGibi(1)),
                Optional.of(id()));
    }

    /** A tar of nothing but a Dockerfile. */
    default InputStream context(String dockerfile) {
        byte[] content = dockerfile.getBytes(StandardCharsets.UTF_8);
        byte[] tar = new byte[512 + (content.length + 511) / 512 * 512 + 1024];
        put(tar, 0, "Dockerfile");
        put(tar, 100, "0000644");
        put(tar, 108, "0000000");
        put(tar, 116, "0000000");
        put(tar, 124, "%011o".formatted(content.length));
        put(tar, 136, "00000000000");
        put(tar, 148, "        ");
        put(tar, 156, "0");
        put(tar, 257, "ustar\00000");
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i];
        }
        put(tar, 148, "%06o\0 ".formatted(sum));
        System.arraycopy(content, 0, tar, 512, content.length);
        return new ByteArrayInputStream(tar);
    }

    private static void put(byte[] tar, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, tar, at, bytes.length);
    }
}
