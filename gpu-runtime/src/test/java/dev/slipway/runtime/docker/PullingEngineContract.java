package dev.slipway.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.runtime.engine.ContainerEngineContract;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every container engine does that reaches a registry on this host. */
abstract class PullingEngineContract extends ContainerEngineContract {
    static TroubledRegistry registry;

    @BeforeAll
    static void openTheRegistry() {
        registry = new TroubledRegistry();
    }

    @AfterAll
    static void closeTheRegistry() {
        registry.close();
    }

    @ParameterizedTest
    @CsvSource({"missing, NotFound", "unnamed, NotFound", "denied, NotFound", "broken, Unavailable", "cut, Unavailable"
    })
    void tellsWhatIsNotThereFromWhatIsInTrouble(String name, String meaning) {
        EngineException fault = pull(name);
        assertThat(fault.getClass().getSimpleName()).as(fault.getMessage()).isEqualTo(meaning);
    }

    final EngineException pull(String name) {
        ImageReference image = new ImageReference(registry.address() + "/" + name + "/image:1");
        return catchThrowableOfType(
                EngineException.class, () -> engine.pullImage(image, Optional.empty(), progress -> {}));
    }
}
