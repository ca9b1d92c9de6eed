package dev.slipway.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.container.VolumeMount;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is asked of every container engine, and what the contracts of its parts have in common. */
public interface EngineContract {
    /** The engine under test, empty of its installation's objects: one for each test. */
    ContainerEngine engine();

    /** An image that the engine holds, with a shell. */
    ImageReference image();

    /** What the test's own objects are named by. */
    ResourceId id();

    default Containers containers() {
        return engine().containers();
    }

    default Images images() {
        return engine().images();
    }

    default ImageBuilds builds() {
        return engine().builds();
    }

    default Networks networks() {
        return engine().networks();
    }

    default Volumes volumes() {
        return engine().volumes();
    }

    @Test
    default void tellsWhatItIs() {
        EngineInfo info = engine().info();
        assertThat(info.name()).isIn("docker", "podman", "in-memory");
        assertThat(info.version()).isNotBlank();
        assertThat(info.cpus()).isPositive();
        assertThat(info.memory().value()).isPositive();
    }

    default void create(String script) {
        create(script, DeviceAccess.NONE);
    }

    /** Makes the container {@link #id()} with its network and its volume. */
    default void create(String script, DeviceAccess devices) {
        networks().ensure(network());
        volumes().ensure(id());
        containers().ensure(specOf(image(), script, devices));
    }

    default NetworkSpec network() {
        return new NetworkSpec(id(), "slc-" + id(), NetworkSpec.FEWEST_ADDRESSES);
    }

    default ContainerSpec spec(String script) {
        return specOf(image(), script, DeviceAccess.NONE);
    }

    default ContainerSpec specOf(ImageReference image, String script, DeviceAccess devices) {
        return new ContainerSpec(
                id(),
                image,
                List.of("/bin/sh", "-c", script),
                Map.of("GREETING", "hello"),
                "tester",
                "1000:1000",
                new Limits(Cpus.of(new BigDecimal("0.5")), Bytes.ofMebi(64), Bytes.ofMebi(8), 32),
                id(),
                List.of(new VolumeMount(id(), "/home/tester", false)),
                Map.of("/tmp", Bytes.ofMebi(8)),
                List.of(),
                devices);
    }

    default ContainerState state() {
        return containers().find(id()).orElseThrow().state();
    }

    /** How many images begin with the layers of the tests' own: others use the engine too, and theirs come and go. */
    default int imagesOnOurs() {
        List<String> ours = images().find(image()).orElseThrow().layers();
        return (int) images().list().stream()
                .flatMap(image -> images().find(new ImageReference(image.digest())).stream())
                .filter(image -> Collections.indexOfSubList(image.layers(), ours) == 0)
                .count();
    }

    default void assertNotThere(Kind what, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EngineException.NotFound.class,
                        fault -> assertThat(fault.what()).isEqualTo(what));
    }
}
