package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.database.Claim;
import dev.slipway.database.SessionLocks;
import dev.slipway.floor.Floor;
import dev.slipway.floor.Replica;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.engine.ImageBuilds;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.engine.ReadOnly;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.runtime.label.ResourceId;
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
            Volumes volumes = Fenced.part(Volumes.class, Floor.engine().volumes(), locks);
            assertThat(locks.under("what", claim -> volumes.ensure(VOLUME))).isTrue();
            new Claim("what", 1).within(() -> {
                assertThat(volumes.list()).containsExactly(VOLUME);
                assertThatThrownBy(() -> volumes.remove(VOLUME)).isInstanceOf(EngineException.Unavailable.class);
                return true;
            });
            assertThat(volumes.list()).containsExactly(VOLUME);
            volumes.remove(VOLUME); // what is done within no claim is done
            assertThat(volumes.list()).isEmpty();
        }
    }

    /** A call that is new is taken for one that changes something until somebody says that it does not. */
    @Test
    void letsPassWhatOnlyReads() {
        assertThat(readingOf(EngineFacts.class)).containsExactly("info");
        assertThat(readingOf(Containers.class)).containsExactlyInAnyOrder("list", "find", "logs", "use", "watch");
        assertThat(readingOf(Images.class)).containsExactlyInAnyOrder("list", "find");
        assertThat(readingOf(ImageBuilds.class)).isEmpty();
        // What walls networks changes nothing that the engine holds, and is wanted of every process.
        assertThat(readingOf(Networks.class)).containsExactlyInAnyOrder("list", "wall", "wallWithin");
        assertThat(readingOf(Volumes.class)).containsExactly("list");
    }

    private static List<String> readingOf(Class<?> part) {
        return Arrays.stream(part.getMethods())
                .filter(method -> method.isAnnotationPresent(ReadOnly.class))
                .map(Method::getName)
                .toList();
    }
}
