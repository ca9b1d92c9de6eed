package dev.slipway.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What every engine does with volumes. */
public interface VolumesContract extends EngineContract {
    @Test
    default void makesAVolumeOnceAndRemovesItTwice() {
        Path made = volumes().ensure(id());
        assertThat(volumes().ensure(id())).isEqualTo(made).isAbsolute();
        assertThat(volumes().list()).containsExactly(id());
        volumes().remove(id());
        volumes().remove(id());
        assertThat(volumes().list()).isEmpty();
    }

    @Test
    default void keepsAVolumeThatIsMounted() {
        create("sleep 60");
        assertThatThrownBy(() -> volumes().remove(id())).isInstanceOf(EngineException.Conflict.class);
    }
}
