package dev.slipway.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A Docker Engine of a test's own beside the machine's, which it may end and start again: the machine's serves other tests too. It
 * makes no rules of its own for packets, which would be the machine's engine's; its containers reach the host and nothing else.
 */
public final class OwnEngine implements AutoCloseable {
    /** One of its own, which nothing is on: an engine that is to have none takes {@code docker0} away from the machine's. */
    private static final String BRIDGE = "slipway-own";

    private final Path folder;
    private Process daemon;

    /** Starts it with one image of the machine's. */
    public OwnEngine(String image) {
        try {
            folder = Files.createTempDirectory(Path.of("/var/tmp"), "slipway-engine");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Shell.output(
                    "bash",
                    "-c",
                    "ip link add %1$s type bridge && ip addr add 198.51.100.1/28 dev %1$s".formatted(BRIDGE));
            start();
            Shell.output("bash", "-c", "set -o pipefail; docker save %s | docker -H %s load".formatted(image, host()));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where it listens. */
    public Path socket() {
        return folder.resolve("docker.sock");
    }

    private String host() {
        return "unix://" + socket();
    }

    /** Starts it, unless it runs. */
    public void start() {
        if (daemon != null && daemon.isAlive()) {
            return;
        }
        try {
            daemon = new ProcessBuilder(
                            "dockerd",
                            "--host=" + host(),
                            "--data-root=" + folder.resolve("data"),
                            "--exec-root=" + folder.resolve("exec"),
                            "--pidfile=" + folder.resolve("dockerd.pid"),
                            "--bridge=" + BRIDGE,
                            "--iptables=false",
                            "--ip6tables=false")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("dockerd.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(40))
                .until(() -> Shell.run("docker", "-H", host(), "ps").exitCode() == 0);
    }

    /** Ends it as {@code kill -9} does: what ran in its containers runs on without it. */
    public void kill() {
        daemon.destroyForcibly();
        daemon.onExit().join();
        // Its containerd is killed with it, and stays in the list of processes where nobody asks for how it ended.
        Shell.output(
                "rm", "-f", folder.resolve("exec/containerd/containerd.pid").toString());
    }

    /** The output of Docker's client, asked of this engine, in lines. */
    public String docker(String... arguments) {
        String[] command = new String[arguments.length + 3];
        command[0] = "docker";
        command[1] = "-H";
        command[2] = host();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        return Shell.output(command);
    }

    /** Removes all that it has, and ends it. */
    @Override
    public void close() {
        Shell.run("bash", "-c", """
                export DOCKER_HOST=%s
                docker ps -aq | xargs -r docker rm -f
                docker network ls -q --filter type=custom | xargs -r docker network rm
                """.formatted(host()));
        if (daemon != null) {
            daemon.destroy();
            daemon.onExit().join();
        }
        // The networks of containers that were killed with it are mounted there still.
        Shell.run("ip", "link", "delete", BRIDGE);
        Shell.run("bash", "-c", "mount | grep -o ' %1$s[^ ]*' | xargs -r umount -l; rm -rf %1$s".formatted(folder));
    }
}
