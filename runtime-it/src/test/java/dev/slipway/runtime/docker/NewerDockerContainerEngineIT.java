package dev.slipway.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.runtime.cdi.CdiDevice;
import dev.slipway.runtime.cdi.CdiJson;
import dev.slipway.runtime.cdi.CdiSpec;
import dev.slipway.runtime.cdi.ContainerEdits;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.runtime.container.ExecResult;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.container.VolumeMount;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.network.Subnet;
import dev.slipway.runtime.network.SubnetPool;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What Docker's engine does, devices by their names in CDI, and a launch, on Debian 13's Docker Engine: it runs on a machine of its
 * own, which {@code ./slipway test} makes (cli/fresh.sh), and is reached through that machine's file system.
 */
class NewerDockerContainerEngineIT extends DockerContainerEngineIT {
    private static final SubnetPool SUBNETS = new SubnetPool(Subnet.parse("10.213.0.0/16"));
    private static final ImageReference JUPYTER = new ImageReference("slipway/jupyter:debian-13");

    /** The first process of that machine. */
    private static final String MACHINE =
            Objects.requireNonNull(System.getProperty("slipway.debian13"), "run by ./slipway test");

    private static final Path ROOT = Path.of("/proc", MACHINE, "root");
    private static final Path SOCKET = ROOT.resolve("run/docker.sock");

    private static Process daemon;
    private static final List<Process> RELAYS = new ArrayList<>();

    @BeforeAll
    static void startDocker() throws IOException {
        Path cdi = Files.createDirectories(ROOT.resolve("etc/cdi"));
        Files.writeString(
                cdi.resolve("gpus.json"),
                CdiJson.write(new CdiSpec(
                        "0.6.0", CdiSpec.NVIDIA_GPU, List.of(card(0), card(1), card(2)), ContainerEdits.NONE)));
        Files.writeString(
                Files.createDirectories(ROOT.resolve("etc/docker")).resolve("daemon.json"),
                "{\"features\": {\"cdi\": true}}\n");
        daemon = new ProcessBuilder(there("--mount", "dockerd"))
                .redirectErrorStream(true)
                .redirectOutput(ROOT.resolve("var/log/dockerd.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(SOCKET));
        ShellImage.importWith("docker", "--host=unix://" + SOCKET);
        showTheRegistry();
    }

    /** That machine has a loopback of its own; on its port stands what the registry on this machine's says. */
    private static void showTheRegistry() throws IOException {
        Path socket = Files.createTempDirectory("slipway-relay").resolve("registry.sock");
        String port = registryAddress().substring(registryAddress().indexOf(':') + 1);
        relay(List.of(), "unix:" + socket, "tcp:" + port);
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(socket));
        relay(there(), "tcp:" + port, "unix:" + socket);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> new ProcessBuilder(there("bash", "-c", ": < /dev/tcp/127.0.0.1/" + port))
                                .start()
                                .waitFor()
                        == 0);
    }

    private static void relay(List<String> where, String listen, String connect) throws IOException {
        List<String> command = new ArrayList<>(where);
        command.addAll(List.of("python3", Path.of("src/test/resources/relay.py").toString(), listen, connect));
        RELAYS.add(new ProcessBuilder(command).inheritIO().start());
    }

    /** The files that a step is shown are on the engine's own machine, and this one writes them here. */
    @Override
    void showsAStepFilesAndVariablesOfWhichTheImageKeepsNothing() {}

    /** A program on that machine, or, without {@code --mount}, one of this machine's in that machine's network. */
    private static List<String> there(String... command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target=" + MACHINE, "--net"));
        if (command.length > 0 && command[0].equals("--mount")) {
            all.addAll(List.of("--pid", "--uts", "--ipc", "--root", "--wd"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static CdiDevice card(int minor) throws IOException {
        Path nodes = Files.createDirectories(ROOT.resolve("srv/nodes"));
        ShellImage.run(
                "mknod",
                "--mode=0666",
                nodes.resolve("nvidia" + minor).toString(),
                "c",
                "195",
                Integer.toString(minor));
        return new CdiDevice(
                Integer.toString(minor),
                new ContainerEdits(
                        List.of("SITE=ours"),
                        List.of(new ContainerEdits.DeviceNode("/dev/nvidia" + minor, "/srv/nodes/nvidia" + minor)),
                        List.of(),
                        false));
    }

    @AfterAll
    static void stopDocker() {
        RELAYS.forEach(Process::destroy);
        daemon.destroy();
        daemon.onExit().join();
    }

    @Override
    ContainerEngine connect(Firewall firewall) {
        return new DockerContainerEngine(
                URI.create("unix://" + SOCKET), new InstallationId("contract"), SUBNETS, firewall);
    }

    @Override
    boolean knowsDevicesByName() {
        return true;
    }

    @Override
    boolean unpacksZstd() {
        return true;
    }

    @Test
    void isTheOneOfDebian13() {
        assertThat(engine().info().version()).startsWith("26.1.");
    }

    /** The nodes have no driver behind them, so the kernel says "No such device or address" where it lets a container open one. */
    @Test
    void showsAContainerTheDeviceThatItIsGivenByNameAndNoOther() {
        create("sleep 60", DeviceAccess.NONE.withCdi(List.of("nvidia.com/gpu=1")));
        containers().start(id());
        assertThat(open("/dev/nvidia1")).contains("No such device or address");
        assertThat(open("/dev/nvidia2")).contains("No such file");
        assertThat(exec("cat /proc/1/environ")).contains("SITE=ours", "NVIDIA_VISIBLE_DEVICES=void");
    }

    @Test
    void refusesADeviceThatNobodyDescribes() {
        create("sleep 60", DeviceAccess.NONE.withCdi(List.of("nvidia.com/gpu=9")));
        assertThatThrownBy(() -> containers().start(id()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("nvidia.com/gpu=9");
    }

    @Test
    void launchesJupyterLabWhichAnswersAndComputes() {
        ShellImage.run(
                "bash",
                "-c",
                "set -o pipefail; docker save " + JUPYTER + " | docker --host=unix://" + SOCKET + " load");
        networks().ensure(network());
        volumes().ensure(id());
        containers()
                .ensure(new ContainerSpec(
                        id(),
                        JUPYTER,
                        List.of("jupyter-lab", "--ip=0.0.0.0", "--no-browser"),
                        Map.of("JUPYTER_TOKEN", "contract"),
                        "jovyan",
                        "1000:100",
                        new Limits(Cpus.of(BigDecimal.ONE), Bytes.ofGibi(1), Bytes.ofMebi(64), 256),
                        id(),
                        List.of(new VolumeMount(id(), "/home/jovyan", false)),
                        Map.of("/tmp", Bytes.ofMebi(64)),
                        List.of(),
                        DeviceAccess.NONE));
        containers().start(id());
        Endpoint endpoint = ((ContainerState.Running)
                        containers().find(id()).orElseThrow().state())
                .endpoint(8888)
                .orElseThrow();
        List<String> ask =
                there("curl", "--silent", "--fail", "--max-time", "5", "http://" + endpoint + "/api?token=contract");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> new ProcessBuilder(ask).start().waitFor() == 0);
        assertThat(containers().exec(id(), List.of("python3", "-c", """
                        from jupyter_client.manager import start_new_kernel
                        manager, client = start_new_kernel()
                        client.execute_interactive("print(6 * 7)", timeout=60)
                        client.stop_channels()
                        manager.shutdown_kernel(now=True)
                        del client
                        """), Duration.ofSeconds(90)))
                .contains(new ExecResult(0, "42\n"));
    }

    private String open(String node) {
        return exec("cat " + node + " 2>&1; true");
    }

    private String exec(String script) {
        return containers()
                .exec(id(), List.of("/bin/sh", "-c", script), Duration.ofSeconds(10))
                .orElseThrow()
                .output();
    }
}
