package dev.slipway.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.quantity.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every engine does with images. */
public interface ImagesContract extends EngineContract {
    @Test
    default void findsAnImageItHoldsAndNoOther() {
        assertThat(images().find(image())).isPresent().get().satisfies(found -> {
            assertThat(found.digest()).matches("sha256:[0-9a-f]{64}");
            assertThat(found.size().value()).isPositive();
        });
        assertThat(images().find(new ImageReference("slipway-test/none:1"))).isEmpty();
    }

    @Test
    default void saysThatARegistryCannotBeReached() {
        assertThatThrownBy(() -> images().pull(
                                new ImageReference("127.0.0.1:1/slipway-test/none:1"),
                                Optional.empty(),
                                progress -> {}))
                .isInstanceOf(EngineException.Unavailable.class);
    }

    @Test
    default void givesAnImageAFurtherName() {
        ImageReference name = new ImageReference("localhost/slipway-test/further:1");
        LocalImage held = images().find(image()).orElseThrow();
        images().tag(new ImageReference(held.digest()), name);
        images().tag(new ImageReference(held.digest()), name);
        assertThat(images().find(name)).map(LocalImage::digest).hasValue(held.digest());
        assertThat(images().list())
                .filteredOn(image -> image.digest().equals(held.digest()))
                .singleElement()
                .satisfies(image -> assertThat(image.names()).contains(image().value(), name.value()));
        assertNotThere(Kind.IMAGE, () -> images().tag(new ImageReference("slipway-test/none:1"), name));
    }

    @Test
    default void readsNoFileOfAnImageThatIsNotThere() {
        assertNotThere(
                Kind.IMAGE,
                () -> images().readFiles(
                                new ImageReference("slipway-test/none:1"), List.of("/etc/passwd"), Bytes.ofMebi(1)));
    }
}
