package dev.slipway.runtime.engine;

import dev.slipway.runtime.label.ResourceId;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An engine that keeps the contracts of all its parts. */
public abstract class EngineUnderTest
        implements ContainersContract, ImagesContract, ImageBuildsContract, NetworksContract, VolumesContract {
    private final ResourceId id =
            new ResourceId("t" + UUID.randomUUID().toString().replace("-", "").substring(0, 9));
    protected ContainerEngine engine;

    /** Connects to the engine. */
    protected abstract ContainerEngine connect();

    @Override
    public final ContainerEngine engine() {
        return engine;
    }

    @Override
    public final ResourceId id() {
        return id;
    }

    @BeforeEach
    void open() {
        engine = connect();
    }

    @AfterEach
    void removeEverything() {
        containers().list().forEach(container -> containers().remove(container.id()));
        networks().list().forEach(networks()::remove);
        volumes().list().forEach(volumes()::remove);
        engine.close();
    }
}
