package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /tmp} and shared memory: what programs expect of them, within what the workspace has. */
class ScratchIT {
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.get();
    }

    private static String launch(Map<String, Object> resources) {
        String id = stack.launch(
                "alice",
                Map.of("name", Stack.name("scratch"), "image", "probe", "version", "echo", "resources", resources));
        stack.awaitState("alice", id, "RUNNING");
        return id;
    }

    private static long sizeOf(String id, String folder) {
        return Long.parseLong(stack.said(id, "df", "-B1", "--output=size", folder)
                .lines()
                .toList()
                .getLast()
                .strip());
    }

    private static String disksInUse() {
        return Shell.output("losetup", "--list", "--noheadings", "--output", "BACK-FILE");
    }

    private static Path disks() {
        return stack.home().resolve("tmp-disks");
    }

    @Test
    void areHalfOfTheMemoryEachAndCountWithinIt() {
        String id = launch(Map.of("memory", "256Mi", "cpus", 1));
        assertThat(sizeOf(id, "/tmp")).isEqualTo(128L << 20);
        assertThat(sizeOf(id, "/dev/shm")).isEqualTo(128L << 20);
        assertThat(stack.said(id, "sh", "-c", "printf '#!/bin/sh\\necho ran' > /tmp/a && chmod +x /tmp/a && /tmp/a"))
                .isEqualTo("ran");
        assertThat(stack.said(id, "findmnt", "-no", "OPTIONS", "/tmp"))
                .contains("nosuid", "nodev")
                .doesNotContain("noexec");
        // As PyTorch's DataLoader does; with too little, the process dies of a bus error.
        assertThat(stack.said(id, "python3", "-c", """
                from multiprocessing import shared_memory
                shared = shared_memory.SharedMemory(create=True, size=100 << 20)
                shared.buf[:] = b'x' * (100 << 20)
                print(len(shared.buf) >> 20)
                shared.close(); shared.unlink()
                """)).isEqualTo("100");
        assertThat(stack.inside(id, "dd", "if=/dev/zero", "of=/tmp/full", "bs=1M")
                        .output())
                .contains("No space left on device");
        assertThat(stack.workspace("alice", id).getString("resources.shm")).isEqualTo("128Mi");
        stack.delete("alice", id);
    }

    @Test
    void mayBeOnTheDiskBesideTheMemoryAndGoWithTheContainer() throws IOException {
        String id = launch(Map.of("memory", "256Mi", "cpus", 1, "tmp", "1Gi", "shm", "64Mi"));
        assertThat(stack.workspace("alice", id).getString("resources.tmp")).isEqualTo("1Gi");
        assertThat(sizeOf(id, "/tmp")).isBetween(900L << 20, 1L << 30);
        assertThat(sizeOf(id, "/dev/shm")).isEqualTo(64L << 20);
        stack.said(id, "dd", "if=/dev/zero", "of=/tmp/more-than-the-memory", "bs=1M", "count=600");
        assertThat(stack.said(id, "sh", "-c", "cp /usr/bin/env /tmp/a && /tmp/a echo ran"))
                .isEqualTo("ran");
        assertThat(stack.said(id, "findmnt", "-no", "OPTIONS", "/tmp"))
                .contains("nosuid", "nodev")
                .doesNotContain("noexec");
        assertThat(stack.workspace("alice", id).getString("state")).isEqualTo("RUNNING");
        assertThat(disks()).isEmptyDirectory();
        assertThat(disksInUse()).contains(id);

        // The next container has another, whatever became of the platform meanwhile.
        stack.kill("platform", "KILL");
        Shell.output("docker", "kill", stack.container(id));
        await().atMost(Duration.ofSeconds(10)).until(() -> !disksInUse().contains(id));
        Files.createDirectory(disks().resolve("left-by-a-broken-launch"));
        Files.createFile(disks().resolve("left-by-a-broken-launch.disk"));
        stack.up();
        await().atMost(Duration.ofSeconds(30)).until(() -> isEmpty(disks()));
        stack.awaitState("alice", id, "FAILED");
        stack.as("alice").post("/workspaces/" + id + "/start").then().statusCode(202);
        stack.awaitState("alice", id, "RUNNING");
        assertThat(stack.said(id, "ls", "/tmp")).isEmpty();
        stack.delete("alice", id);
        await().atMost(Duration.ofSeconds(10)).until(() -> !disksInUse().contains(id));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    @Test
    void areRefusedWhereTheyAreTooLarge() {
        for (Map.Entry<String, String> wrong :
                Map.of("resources.tmp", "1Ti", "resources.shm", "2Gi").entrySet()) {
            stack.as("alice")
                    .body(Map.of(
                            "name",
                            "too-large",
                            "image",
                            "probe",
                            "version",
                            "echo",
                            "resources",
                            Map.of(wrong.getKey().replace("resources.", ""), wrong.getValue())))
                    .post("/workspaces")
                    .then()
                    .statusCode(400)
                    .body("errors.field", hasItem(wrong.getKey()));
        }
    }

    /** A host without loop devices, or without a program that makes a file system. */
    @Test
    void takeMemoryWhereTheHostMountsNoFilesAndThatIsSaid(@TempDir Path folder) throws IOException {
        Path broken = Files.writeString(folder.resolve("mkfs.ext4"), "#!/bin/sh\necho 'no such thing here'; exit 1\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> path = Map.of("PATH", folder + ":" + System.getenv("PATH"));
        stack.restartWith(path);
        try {
            String id = launch(Map.of("memory", "256Mi", "cpus", 1, "tmp", "200Mi"));
            assertThat(sizeOf(id, "/tmp")).isEqualTo(200L << 20);
            stack.as("alice").get("/workspaces/" + id + "/events").then().body("items.code", hasItem("tmp-in-memory"));
            stack.delete("alice", id);
        } finally {
            stack.restartWith(Map.of());
        }
        List<String> doctor = List.of(
                "bash",
                "-euo",
                "pipefail",
                "-c",
                "for part in common kernel; do source cli/$part.sh; done; enter_home; tell_loop_disks");
        Map<String, String> environment = Map.of(
                "SLIPWAY_ROOT",
                System.getProperty("slipway.root"),
                "SLIPWAY_HOME",
                folder.resolve("home").toString(),
                "PATH",
                path.get("PATH"));
        Path root = Path.of(System.getProperty("slipway.root"));
        assertThat(Shell.run(environment, root, doctor).output()).contains("resources.tmp) takes its memory");
        assertThat(Shell.run(
                                Map.of(
                                        "SLIPWAY_ROOT",
                                        root.toString(),
                                        "SLIPWAY_HOME",
                                        environment.get("SLIPWAY_HOME")),
                                root,
                                doctor)
                        .output())
                .contains("resources.tmp) have a /tmp on this host's disk");
    }
}
