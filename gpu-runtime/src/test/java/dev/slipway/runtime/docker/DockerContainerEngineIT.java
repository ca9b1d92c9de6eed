package dev.slipway.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerEngineContract;
import dev.slipway.runtime.engine.DeviceAccess;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.InstallationId;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.network.Subnet;
import dev.slipway.runtime.network.SubnetPool;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DockerContainerEngineIT extends ContainerEngineContract {
    private static final SubnetPool SUBNETS = new SubnetPool(Subnet.parse("10.214.0.0/16"));

    @BeforeAll
    static void bringTheImage() {
        ShellImage.importWith("docker");
    }

    @Override
    protected ContainerEngine engine() {
        return new DockerContainerEngine(
                URI.create("unix:///var/run/docker.sock"), new InstallationId("contract"), SUBNETS);
    }

    @Override
    protected ImageReference image() {
        return ShellImage.REFERENCE;
    }

    @Test
    void saysThatItCannotReachAnEngineThatIsNotThere() {
        try (ContainerEngine nowhere = new DockerContainerEngine(
                URI.create("unix:///nonexistent/docker.sock"), new InstallationId("contract"), SUBNETS)) {
            assertThatThrownBy(nowhere::info).isInstanceOf(EngineException.Unavailable.class);
        }
    }

    @Test
    void speaksTheVersionOfTheApiThatItIsWrittenFor() {
        try (ContainerEngine engine = engine()) {
            assertThat(engine.info().apiVersion()).isEqualTo("1.41");
        }
    }

    /** Its container toolkit is not in Debian; the request is the one that Docker documents for it. */
    @Test
    void asksForNvidiasRuntimeAndNamesItWhereItIsMissing() {
        create(
                "sleep 60",
                DeviceAccess.requested(DeviceAccess.NVIDIA, List.of("GPU-51a9ca7e-0000-4000-8000-000000000000")));
        assertThatThrownBy(() -> engine.startContainer(id))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("could not select device driver \"nvidia\"");
    }

    @Test
    void saysThatItKnowsNoDevicesByName() {
        assertThat(engine.info().cdi()).isFalse();
    }

    /** Docker's default pools hold 31 networks. */
    @Test
    void makesAsManyNetworksAsALargeTeamNeeds() {
        List<ResourceId> ids = IntStream.range(0, 40)
                .mapToObj(n -> new ResourceId("team-" + n))
                .toList();
        try (ContainerEngine engine = engine()) {
            ids.forEach(id -> engine.ensureNetwork(new NetworkSpec(id, "slw-" + id.value())));
            assertThat(engine.networks()).containsExactlyInAnyOrderElementsOf(ids);
        }
    }
}
