package dev.slipway.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerEngineContract;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.InstallationId;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DockerContainerEngineIT extends ContainerEngineContract {
    @BeforeAll
    static void bringTheImage() {
        ShellImage.importWith("docker");
    }

    @Override
    protected ContainerEngine engine() {
        return new DockerContainerEngine(URI.create("unix:///var/run/docker.sock"), new InstallationId("contract"));
    }

    @Override
    protected ImageReference image() {
        return ShellImage.REFERENCE;
    }

    @Test
    void saysThatItCannotReachAnEngineThatIsNotThere() {
        try (ContainerEngine nowhere = new DockerContainerEngine(
                URI.create("unix:///nonexistent/docker.sock"), new InstallationId("contract"))) {
            assertThatThrownBy(nowhere::info).isInstanceOf(EngineException.Unavailable.class);
        }
    }

    @Test
    void speaksTheVersionOfTheApiThatItIsWrittenFor() {
        try (ContainerEngine engine = engine()) {
            assertThat(engine.info().apiVersion()).isEqualTo("1.41");
        }
    }
}
