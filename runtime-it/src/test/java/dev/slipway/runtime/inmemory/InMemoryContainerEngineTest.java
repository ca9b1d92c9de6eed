package dev.slipway.runtime.inmemory;

import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineUnderTest;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.quantity.Bytes;
import java.time.Clock;
import java.util.List;
import java.util.Map;

class InMemoryContainerEngineTest extends EngineUnderTest {
    private static final ImageReference IMAGE = new ImageReference("slipway-test/shell:1");

    @Override
    protected ContainerEngine connect() {
        return new InMemoryContainerEngine(
                Clock.systemUTC(),
                List.of(new LocalImage(
                        IMAGE, "sha256:" + "0".repeat(64), Bytes.ofMebi(1), Map.of(), Map.of(), List.of(), List.of())));
    }

    @Override
    public ImageReference image() {
        return IMAGE;
    }
}
