package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.database.Claim;
import dev.slipway.database.SessionLocks;
import dev.slipway.floor.Floor;
import dev.slipway.floor.Replica;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ReadOnly;
import dev.slipway.runtime.engine.ResourceId;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FencedFloorIT {
    private static final ResourceId VOLUME = new ResourceId("home-fenced");

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    @Test
    void isChangedByNoThreadThatHasLostItsClaim() throws Exception {
        try (Replica process = new Replica()) {
            SessionLocks locks = process.bean(SessionLocks.class);
            ContainerEngine engine = Fenced.engine(Floor.engine(), locks);
            assertThat(locks.under("what", claim -> engine.ensureVolume(VOLUME)))
                    .isTrue();
            new Claim("what", 1).within(() -> {
                assertThat(engine.volumes()).containsExactly(VOLUME);
                assertThatThrownBy(() -> engine.removeVolume(VOLUME)).isInstanceOf(EngineException.Unavailable.class);
                return true;
            });
            assertThat(engine.volumes()).containsExactly(VOLUME);
            engine.removeVolume(VOLUME); // what is done within no claim is done
            assertThat(engine.volumes()).isEmpty();
        }
    }

    /** A call that is new is taken for one that changes something until somebody says that it does not. */
    @Test
    void letsPassWhatOnlyReads() {
        List<String> reading = Arrays.stream(ContainerEngine.class.getMethods())
                .filter(method -> method.isAnnotationPresent(ReadOnly.class))
                .map(Method::getName)
                .toList();
        assertThat(reading)
                .containsExactlyInAnyOrder(
                        "info",
                        "findImage",
                        "images",
                        "networks",
                        "volumes",
                        "containers",
                        "findContainer",
                        "logs",
                        "use",
                        "watch",
                        "close");
    }
}
