package dev.slipway.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.testing.ImageBuilds;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import dev.slipway.testing.jupyter.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel counts for each uid what all share, and knows of no tenants: so no two have the same. */
class UidsIT {
    private static final String IMAGES_USER = "1000:100";

    /** Takes all that the kernel lets one uid have, and keeps it. */
    private static final String TAKE_ALL = """
            import ctypes, fcntl, os, signal, time
            libc = ctypes.CDLL(None)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
            instances = signals = 0
            while libc.inotify_init() >= 0: instances += 1
            while libc.sigqueue(os.getpid(), signal.SIGRTMIN, None) == 0: signals += 1
            pipes = []
            try:
                while True:
                    pipes.append(os.pipe())
                    fcntl.fcntl(pipes[-1][1], fcntl.F_SETPIPE_SZ, 1 << 20)
            except OSError: pass
            open("/tmp/taken.part", "w").write(f"{instances} {signals} {len(pipes)}")
            os.rename("/tmp/taken.part", "/tmp/taken")
            time.sleep(120)
            """;

    private static final String WHAT_IS_LEFT = """
            import ctypes, fcntl, os, signal
            libc = ctypes.CDLL(None)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
            watches = libc.inotify_init() >= 0
            queues = all(libc.sigqueue(os.getpid(), signal.SIGRTMIN, None) == 0 for i in range(1000))
            try: grows = fcntl.fcntl(os.pipe()[1], fcntl.F_SETPIPE_SZ, 1 << 20) >= 1 << 20
            except OSError: grows = False
            print(watches, queues, grows)
            """;

    private final Stack stack = Stack.get();

    @TempDir
    private Path folder;

    private String first = "";

    /** No home is given to its owner while one of the owner's workspaces runs. */
    @BeforeEach
    void begin() {
        stack.deleteAll();
    }

    @AfterEach
    void delete() {
        if (!first.isEmpty()) {
            stack.delete("bob", first);
        }
    }

    @Test
    void givesEachOwnerAUidOfTheirOwnWhateverTheImageSays() throws IOException {
        first = stack.launchRunning("bob");
        String second = stack.launchRunning("alice");
        String uid = stack.said(first, "id", "-u");
        assertThat(Integer.parseInt(uid)).isBetween(70000, 99998);
        assertThat(Integer.parseInt(stack.said(second, "id", "-u")))
                .isBetween(70000, 99998)
                .isNotEqualTo(Integer.parseInt(uid));
        assertThat(stack.said(first, "id", "-gn")).isEqualTo("users");
        assertThat(stack.said(first, "id", "-G")).isEqualTo("100");
        assertThat(stack.said(first, "sh", "-c", "whoami; echo ~; echo ~jovyan; stat -c %U ~ ~/.bashrc"))
                .isEqualTo("jovyan\n/home/jovyan\n/home/jovyan\njovyan\njovyan");
        assertThat(stack.said(
                        first,
                        "python3",
                        "-c",
                        "import getpass, pwd; print(getpass.getuser(), pwd.getpwuid(0).pw_name)"))
                .isEqualTo("jovyan root");
        assertThat(stack.said(first, "sh", "-c", "cd && echo x > own && stat -c %u own && rm own"))
                .isEqualTo(uid);
        assertThat(stack.said(
                        first, "sh", "-c", "(echo eve::0:0::/:/bin/sh >> /etc/passwd) 2>/dev/null || echo refused"))
                .isEqualTo("refused");
        assertThat(others(homeOf(first), Integer.parseInt(uid))).isEmpty();

        // The same after the platform's end, and without any workspace.
        stack.delete("bob", first);
        stack.restartWith(Map.of());
        first = stack.launchRunning("bob");
        assertThat(stack.said(first, "id", "-u")).isEqualTo(uid);
        stack.delete("alice", second);
    }

    @Test
    void aTenantWhoTakesAllThatTheKernelGivesAUidTakesNothingOfAnothers() throws Exception {
        first = stack.launchRunning("bob");
        Shell.output("docker", "exec", "-d", stack.container(first), "python3", "-c", TAKE_ALL);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> stack.inside(first, "test", "-f", "/tmp/taken").exitCode() == 0);
        String[] taken = stack.said(first, "cat", "/tmp/taken").split(" ", -1);
        assertThat(taken)
                .allSatisfy(count -> assertThat(Integer.parseInt(count)).isGreaterThan(10));
        assertThat(stack.said(first, "python3", "-c", WHAT_IS_LEFT)).isEqualTo("False False False");

        String notebook = stack.launchNotebook("alice", "1Gi", 1);
        try {
            stack.awaitState("alice", notebook, "RUNNING");
            try (Kernel kernel = new Kernel(stack, notebook, "alice")) {
                // A signal that one thread blocks would end the kernel by another.
                String asked = "import subprocess, sys; print(subprocess.check_output([sys.executable, '-c', \"\"\""
                        + WHAT_IS_LEFT + "\"\"\"], text=True))";
                assertThat(kernel.run(asked, Duration.ofSeconds(30))).isEqualTo("True True True");
            }
        } finally {
            stack.delete("alice", notebook);
        }
    }

    /** The user nobody is 65534 on every Linux. */
    @Test
    void doesNotStartWithARangeOfWhichSomeoneOfTheHostHasAUid() throws IOException {
        assertThatThrownBy(() -> stack.restartWith(Map.of("SLIPWAY_UIDS", "60000-70000")))
                .hasMessageContaining("platform has ended");
        stack.up();
        assertThat(Files.readString(stack.home().resolve("logs/platform.log")))
                .contains("SLIPWAY_UIDS=60000-70000 has a uid that this host gives to another: the user nobody");
    }

    /** As one from before owners had uids, or one that was put back from a copy. */
    @Test
    void givesAHomeOfAnothersUidToItsOwnerBeforeAnythingRunsInItAndSaysWhatItWaitsFor() throws IOException {
        first = stack.launchRunning("bob");
        int uid = Integer.parseInt(stack.said(first, "id", "-u"));
        Path home = homeOf(first);
        Path foreign = Files.writeString(folder.resolve("foreign"), "the host's");
        stack.said(
                first,
                "sh",
                "-c",
                "mkdir -p ~/hostile/deep && cd ~/hostile && ln -s " + foreign + " link && ln -s " + folder
                        + " deep/folder && echo x > file && ln file deep/hard && mkfifo pipe && cp /bin/true suid && chmod 4755 suid");
        stack.said(first, "python3", "-c", """
                import os
                os.chdir(os.path.expanduser("~/hostile"))
                for i in range(600):
                    os.mkdir("a-name-of-some-length"); os.chdir("a-name-of-some-length")
                """);
        Shell.output("chown", "-Rh", IMAGES_USER, home.toString());
        Shell.output("chmod", "4755", home.resolve("hostile/suid").toString());

        // While something runs in it, it stays as it is, and the next one waits.
        String next = stack.launch("bob", "echo", "256Mi");
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> stack.workspace("bob", next).getString("reason.code"), "waits-for-home"::equals);
            assertThat(stack.workspace("bob", next).getString("reason.message")).contains("has to be stopped");
            assertThat(ownerOf(home)).isEqualTo(1000);
            stack.as("bob").post("/workspaces/" + first + "/stop").then().statusCode(202);
            stack.awaitState("bob", next, "RUNNING");

            assertThat(others(home, uid)).isEmpty();
            assertThat(ownerOf(foreign)).isZero();
            assertThat(ownerOf(folder)).isZero();
            assertThat(Shell.output(
                            "stat", "-c", "%a", home.resolve("hostile/suid").toString()))
                    .isEqualTo("755");
            assertThat(stack.workspace("bob", next).getString("reason")).isNull();
        } finally {
            stack.inside(next, "rm", "-rf", "/home/jovyan/hostile");
            stack.delete("bob", next);
        }
    }

    @Test
    void givesAHomeInTheBackgroundAndAgainAfterAKillInTheMiddle() throws Exception {
        first = stack.launchRunning("bob");
        int uid = Integer.parseInt(stack.said(first, "id", "-u"));
        Path home = homeOf(first);
        stack.as("bob").post("/workspaces/" + first + "/stop").then().statusCode(202);
        stack.awaitState("bob", first, "STOPPED");
        Path many = home.resolve("many");
        Shell.output("python3", "-c", """
                import os, shutil, sys
                shutil.rmtree(sys.argv[1], ignore_errors=True)
                for i in range(200):
                    os.makedirs(f"{sys.argv[1]}/{i}")
                    for j in range(500): os.mknod(f"{sys.argv[1]}/{i}/{j}")
                """, many.toString());
        Shell.output("chown", "-Rh", IMAGES_USER, home.toString());
        stack.kill("platform", "TERM");
        try (Connection database = new ImageBuilds(stack).database();
                Statement statement = database.createStatement()) {
            statement.execute("update owner_uid set home_since = null where uid = " + uid);
        }
        CompletableFuture<Void> start = CompletableFuture.runAsync(stack::up);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .pollDelay(Duration.ZERO)
                .until(() -> changing(home).findAny().isPresent());
        stack.kill("platform", "KILL");
        changing(home).forEach(ProcessHandle::destroyForcibly);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> changing(home).findAny().isEmpty());
        String left = others(home, uid);
        int ownerAmidst = ownerOf(home);
        start.handle((nothing, fault) -> true).get(2, TimeUnit.MINUTES); // it may have been up before it was killed

        stack.up();
        assertThat(left).as("it was in the middle").isNotEmpty();
        assertThat(ownerAmidst).isEqualTo(1000);
        await().atMost(Duration.ofSeconds(30)).until(() -> ownerOf(home) == uid);
        assertThat(others(home, uid)).isEmpty();
        stack.as("bob").post("/workspaces/" + first + "/start").then().statusCode(202);
        stack.awaitState("bob", first, "RUNNING");
        assertThat(stack.said(first, "id", "-u")).isEqualTo(Integer.toString(uid));
        stack.said(first, "rm", "-rf", "/home/jovyan/many");
    }

    /** The programs that give the home away. */
    private static Stream<ProcessHandle> changing(Path home) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("chown ") && line.endsWith(home.toString()))
                        .isPresent());
    }

    private Path homeOf(String workspace) {
        return Path.of(Shell.output(
                "docker",
                "inspect",
                "-f",
                "{{range .Mounts}}{{if eq .Type \"volume\"}}{{.Source}}{{end}}{{end}}",
                stack.container(workspace)));
    }

    private static int ownerOf(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** What in it is not the uid's. */
    private static String others(Path home, int uid) {
        return Shell.output("find", home.toString(), "!", "-uid", Integer.toString(uid));
    }
}
