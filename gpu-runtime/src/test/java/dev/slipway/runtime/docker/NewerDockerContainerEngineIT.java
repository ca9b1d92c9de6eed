package dev.slipway.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.runtime.cdi.CdiDevice;
import dev.slipway.runtime.cdi.CdiJson;
import dev.slipway.runtime.cdi.CdiSpec;
import dev.slipway.runtime.cdi.ContainerEdits;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerEngineContract;
import dev.slipway.runtime.engine.DeviceAccess;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.InstallationId;
import dev.slipway.runtime.network.Subnet;
import dev.slipway.runtime.network.SubnetPool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract, and devices by their names in CDI, on the Docker Engine of Debian 13, with a socket and a store of its own. */
class NewerDockerContainerEngineIT extends ContainerEngineContract {
    private static final SubnetPool SUBNETS = new SubnetPool(Subnet.parse("10.213.0.0/16"));

    private static Path folder;
    private static Process daemon;

    @BeforeAll
    static void startDocker() throws IOException {
        folder = Files.createTempDirectory("slipway-docker");
        Path cdi = Files.createDirectory(folder.resolve("cdi"));
        Files.writeString(
                cdi.resolve("gpus.json"),
                CdiJson.write(new CdiSpec(
                        "0.6.0", CdiSpec.NVIDIA_GPU, List.of(card(0), card(1), card(2)), ContainerEdits.NONE)));
        Path settings = Files.writeString(folder.resolve("daemon.json"), """
                {"features": {"cdi": true}, "cdi-spec-dirs": ["%s"]}
                """.formatted(cdi));
        String home = Objects.requireNonNull(System.getProperty("slipway.docker.home"), "run by ./slipway test");
        // In a network namespace of its own, where it does not take the other engine's bridges and rules for its own.
        daemon = new ProcessBuilder(
                        "unshare",
                        "--net",
                        home + "/trixie/dockerd",
                        "--config-file=" + settings,
                        "--data-root=" + folder.resolve("data"),
                        "--exec-root=" + folder.resolve("exec"),
                        "--pidfile=" + folder.resolve("pid"),
                        "--host=unix://" + folder.resolve("docker.sock"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("docker.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(folder.resolve("docker.sock")));
        ShellImage.importWith("docker", "--host=unix://" + folder.resolve("docker.sock"));
    }

    private static CdiDevice card(int minor) {
        Path node = folder.resolve("nvidia" + minor);
        ShellImage.run("mknod", "--mode=0666", node.toString(), "c", "195", Integer.toString(minor));
        return new CdiDevice(
                Integer.toString(minor),
                new ContainerEdits(
                        List.of("SITE=ours"),
                        List.of(new ContainerEdits.DeviceNode("/dev/nvidia" + minor, node.toString())),
                        List.of(),
                        false));
    }

    @AfterAll
    static void stopDocker() {
        daemon.destroy();
        daemon.onExit().join();
        ShellImage.run("rm", "-rf", folder.toString());
    }

    @Override
    protected ContainerEngine engine() {
        return new DockerContainerEngine(
                URI.create("unix://" + folder.resolve("docker.sock")), new InstallationId("contract"), SUBNETS);
    }

    @Override
    protected ImageReference image() {
        return ShellImage.REFERENCE;
    }

    @Test
    void saysThatItKnowsDevicesByName() {
        assertThat(engine.info().cdi()).isTrue();
    }

    /** The nodes have no driver behind them, so the kernel says "No such device or address" where it lets a container open one. */
    @Test
    void showsAContainerTheDeviceThatItIsGivenByNameAndNoOther() {
        create("sleep 60", DeviceAccess.NONE.withCdi(List.of("nvidia.com/gpu=1")));
        engine.startContainer(id);
        assertThat(open("/dev/nvidia1")).contains("No such device or address");
        assertThat(open("/dev/nvidia2")).contains("No such file");
        assertThat(exec("cat /proc/1/environ")).contains("SITE=ours", "NVIDIA_VISIBLE_DEVICES=void");
    }

    @Test
    void refusesADeviceThatNobodyDescribes() {
        create("sleep 60", DeviceAccess.NONE.withCdi(List.of("nvidia.com/gpu=9")));
        assertThatThrownBy(() -> engine.startContainer(id))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("nvidia.com/gpu=9");
    }

    private String open(String node) {
        return exec("cat " + node + " 2>&1; true");
    }

    private String exec(String script) {
        return engine.exec(id, List.of("/bin/sh", "-c", script), Duration.ofSeconds(10))
                .orElseThrow()
                .output();
    }
}
