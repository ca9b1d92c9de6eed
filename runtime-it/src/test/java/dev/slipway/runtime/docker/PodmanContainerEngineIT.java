package dev.slipway.runtime.docker;

import static org.awaitility.Awaitility.await;

import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.network.Subnet;
import dev.slipway.runtime.network.SubnetPool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over Podman's Docker-compatible socket, with a service and a store of its own. */
class PodmanContainerEngineIT extends PullingEngineContract {
    private static final SubnetPool SUBNETS = new SubnetPool(Subnet.parse("10.216.0.0/16"));

    private static Path folder;
    private static Process service;

    @BeforeAll
    static void startPodman() throws IOException {
        folder = Files.createTempDirectory("slipway-podman");
        ShellImage.importWith(podman());
        // Podman's default limits are above what a container on this host may set.
        Path limits = Files.writeString(
                folder.resolve("containers.conf"),
                "[containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n");
        Path registries = Files.writeString(
                folder.resolve("registries.conf"),
                "[[registry]]\nlocation = \"" + registry.address() + "\"\ninsecure = true\n");
        ProcessBuilder podman =
                new ProcessBuilder(podman("system", "service", "--time=0", "unix://" + folder.resolve("podman.sock")));
        podman.environment().put("CONTAINERS_CONF", limits.toString());
        podman.environment().put("CONTAINERS_REGISTRIES_CONF", registries.toString());
        service = podman.redirectErrorStream(true)
                .redirectOutput(folder.resolve("service.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(folder.resolve("podman.sock")));
    }

    private static String[] podman(String... arguments) {
        String[] options = {
            "podman",
            "--root=" + folder.resolve("root"),
            "--runroot=" + folder.resolve("run"),
            "--cgroup-manager=cgroupfs",
            "--events-backend=file",
            "--network-config-dir=" + folder.resolve("networks"),
            "--tmpdir=" + folder.resolve("tmp")
        };
        String[] command = new String[options.length + arguments.length];
        System.arraycopy(options, 0, command, 0, options.length);
        System.arraycopy(arguments, 0, command, options.length, arguments.length);
        return command;
    }

    @AfterAll
    static void stopPodman() {
        service.destroy();
        service.onExit().join();
        ShellImage.run("sh", "-c", "umount " + folder + "/root/overlay 2>/dev/null; rm -rf " + folder);
    }

    @Override
    ContainerEngine connect(Firewall firewall) {
        return new DockerContainerEngine(
                URI.create("unix://" + folder.resolve("podman.sock")),
                new InstallationId("contract"),
                SUBNETS,
                firewall);
    }

    @Override
    public ImageReference image() {
        return ShellImage.REFERENCE;
    }

    /** Version 4.3 does, which is Debian 12's. */
    @Override
    public boolean mayRefuseOtherLimits() {
        return true;
    }
}
