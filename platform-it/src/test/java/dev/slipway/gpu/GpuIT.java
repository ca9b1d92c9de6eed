package dev.slipway.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.slipway.testing.Chromium;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GPUs through the whole platform, on the simulated host of {@code gpus.scenario}; containers and device nodes are real. */
class GpuIT {
    private static final Stack STACK = Stack.get();
    private static final long MEBI = 1L << 20;
    private static final String UUID = "GPU-51a9ca7e-0000-4000-8000-00000000000";

    private final Map<String, String> launched = new HashMap<>();

    @AfterEach
    void delete() {
        launched.forEach((id, user) -> STACK.as(user).delete("/workspaces/" + id));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> STACK.as("admin")
                        .get("/gpus")
                        .jsonPath()
                        .getList("items.leases.flatten()")
                        .isEmpty());
    }

    @Test
    void showsTheHostsGpusAsSimulated() {
        STACK.as("alice")
                .get("/gpus")
                .then()
                .statusCode(200)
                .body("items", hasSize(5))
                .body("items[0].model", equalTo("NVIDIA A30"))
                .body("items[0].memory", equalTo("24Gi"))
                .body("items[0].simulated", equalTo(true))
                .body("items[2].migInstances.profile", equalTo(List.of("1g.5gb", "1g.5gb", "3g.20gb", "1g.5gb+me")))
                .body("items[2].use.utilization", nullValue());
        STACK.as("alice").get("/gpus/" + UUID + "3").then().statusCode(200).body("model", equalTo("Tesla T4"));
        STACK.as("alice").get("/gpus/" + UUID + "9").then().statusCode(404);
        STACK.as("alice")
                .get("/host")
                .then()
                .statusCode(200)
                .body("driver", equalTo("550.54.15"))
                .body("cudaDriverVersion", equalTo("12.4"))
                .body("simulated", equalTo(true));
    }

    @Test
    void showsAContainerItsOwnGpuAndNoOther() {
        String id = launchRunning("alice", Map.of("count", 1, "model", "T4"));
        JsonPath workspace = STACK.workspace("alice", id);
        assertThat(workspace.getList("gpus.index")).containsExactly(3);
        String pid = Shell.output("docker", "inspect", "-f", "{{.State.Pid}}", STACK.container(id))
                .strip();
        assertThat(open(id, "/dev/nvidia3")).isEqualTo("ENXIO");
        assertThat(open(id, "/dev/nvidiactl")).isEqualTo("ENXIO");
        assertThat(open(id, "/dev/nvidia0")).isEqualTo("ENOENT");
        // Whoever comes by another node, the control group refuses it.
        Shell.output("mknod", "--mode=0666", "/proc/" + pid + "/root/dev/nvidia0", "c", "195", "0");
        Shell.output("mknod", "--mode=0666", "/proc/" + pid + "/root/dev/nvidia77", "c", "195", "77");
        assertThat(open(id, "/dev/nvidia0")).isEqualTo("EPERM");
        assertThat(open(id, "/dev/nvidia77")).isEqualTo("EPERM");
        assertThat(python(id, "os.mknod('/tmp/mine', 0o20666, os.makedev(195, 0))"))
                .isEqualTo("EPERM");
        assertThat(exec(id, "print(os.environ['NVIDIA_VISIBLE_DEVICES'])")).isEqualTo("void");
    }

    @Test
    void showsEachFileOfTheDriverOnceAndFindsItByAllItsNames() {
        String id = launchRunning("alice", Map.of("count", 1, "model", "T4"));
        List<String> sources = Shell.output(
                        "docker", "inspect", "-f", "{{range .Mounts}}{{println .Source}}{{end}}", STACK.container(id))
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        assertThat(sources).doesNotHaveDuplicates();
        assertThat(sources.stream().filter(source -> source.contains(".so.550.54.15")))
                .as("the driver's libraries")
                .hasSize(25);
        assertThat(sources).as("beside these few").hasSizeLessThan(25 + 10);
        String known = Shell.output("docker", "exec", STACK.container(id), "/sbin/ldconfig", "-p");
        assertThat(known)
                .contains("libcuda.so.1 (libc6,x86-64) => /usr/local/nvidia/lib64/libcuda.so.1")
                .contains("libcuda.so (libc6,x86-64) => /usr/local/nvidia/lib64/libcuda.so")
                .containsPattern("libc\\.so\\.6 .* => /lib/x86_64-linux-gnu/libc\\.so\\.6");
        assertThat(python(id, """
                import ctypes, glob
                    for name in ['libcuda.so', 'libcuda.so.1', 'libnvidia-ml.so.1', 'libnvidia-nvvm.so.4',
                                 'libnvidia-gpucomp.so.550.54.15', '/usr/lib/x86_64-linux-gnu/libcuda.so.550.54.15',
                                 'libz.so.1', 'libstdc++.so.6']:
                        ctypes.CDLL(name)
                    for link in glob.glob('/usr/local/nvidia/lib64/*'):
                        os.stat(link)
                    ctypes.CDLL('libnvidia-ml.so.1').slipway_simulated""")).isEqualTo("done");
    }

    /** As {@code java -jar gpu-runtime.jar cdi} writes it for engines: a mount for each name of a library. */
    @Test
    void mountsOnceWhatAnAdministratorsDescriptionMountsUnderSeveralNames() throws IOException {
        Path directory = Files.createDirectories(STACK.home().resolve("cdi"));
        String library = STACK.home()
                .resolve("simulated-gpus/driver-550.54.15/libcuda.so.550.54.15")
                .toString();
        String inside = "/usr/lib/x86_64-linux-gnu/";
        Path described = Files.writeString(directory.resolve("t4.yaml"), """
                cdiVersion: 0.6.0
                kind: nvidia.com/gpu
                devices:
                  - name: "3"
                    containerEdits:
                      deviceNodes: [{path: /dev/nvidia3, hostPath: %1$s}]
                      mounts:
                        - {hostPath: %2$s, containerPath: %3$slibcuda.so.1}
                        - {hostPath: %2$s, containerPath: %3$slibcuda.so.550.54.15}
                """.formatted(
                        STACK.home().resolve("simulated-gpus/dev/nvidia3"), library, inside));
        try {
            String id = launchRunning("alice", Map.of("count", 1, "model", "T4"));
            assertThat(Shell.output(
                                    "docker",
                                    "inspect",
                                    "-f",
                                    "{{range .Mounts}}{{if eq .Source \"" + library
                                            + "\"}}{{println .Destination}}{{end}}{{end}}",
                                    STACK.container(id))
                            .strip())
                    .isEqualTo(inside + "libcuda.so.550.54.15");
            assertThat(python(id, "import ctypes; ctypes.CDLL('libcuda.so.1')")).isEqualTo("done");
        } finally {
            Files.delete(described);
        }
    }

    @Test
    void showsNoGpuToAContainerThatLeasesNone() {
        String id = STACK.launchRunning("alice");
        launched.put(id, "alice");
        assertThat(exec(id, "print([n for n in os.listdir('/dev') if 'nvidia' in n])"))
                .isEqualTo("[]");
        assertThat(exec(id, "print(os.environ['NVIDIA_VISIBLE_DEVICES'])")).isEqualTo("void");
        STACK.as("alice")
                .body(request("widen", "echo", Map.of("count", 1), Map.of("NVIDIA_VISIBLE_DEVICES", "all")))
                .post("/workspaces")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("env.NVIDIA_VISIBLE_DEVICES"));
    }

    @Test
    void letsASecondWaitUntilTheFirstsContainerIsGone() {
        String first = launchRunning("alice", Map.of("count", 2, "model", "A30"));
        String second = launch("bob", "echo", Map.of("count", 1, "model", "A30"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(STACK.workspace("bob", second).getString("reason.message"))
                        .contains("Waits for 1 A30 GPU", "2 leased"));
        assertThat(STACK.workspace("bob", second).getString("state")).isEqualTo("QUEUED");
        JsonPath seen = STACK.as("bob").get("/gpus/" + UUID + "0").jsonPath();
        assertThat(seen.getString("leases[0].sharing")).isEqualTo("exclusive");
        assertThat(seen.getString("leases[0].owner"))
                .as("whose it is, to another user")
                .isNull();
        assertThat(STACK.as("admin").get("/gpus/" + UUID + "0").jsonPath().getString("leases[0].owner"))
                .isEqualTo("alice");

        STACK.as("alice").post("/workspaces/" + first + "/stop").then().statusCode(202);
        STACK.awaitState("bob", second, "RUNNING");
        STACK.awaitState("alice", first, "STOPPED");
        assertThat(STACK.workspace("alice", first).getList("gpus")).isEmpty();
        assertThat(STACK.workspace("bob", second).getList("gpus")).hasSize(1);
    }

    @Test
    void givesTheLastGpuToExactlyOneOfManyAtOnce() throws Exception {
        List<Callable<Response>> many = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String user = i % 2 == 0 ? "alice" : "bob";
            many.add(() -> STACK.as(user)
                    .body(request(Stack.name("race"), "echo", Map.of("count", 1, "model", "T4"), Map.of()))
                    .post("/workspaces"));
            STACK.token(user);
        }
        Map<String, String> asked = new HashMap<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Response>> answers = threads.invokeAll(many);
            for (int i = 0; i < answers.size(); i++) {
                JsonPath answer =
                        answers.get(i).get().then().statusCode(201).extract().jsonPath();
                asked.put(answer.getString("id"), i % 2 == 0 ? "alice" : "bob");
            }
        }
        launched.putAll(asked);
        await().untilAsserted(() -> {
            List<JsonPath> seen = asked.entrySet().stream()
                    .map(one -> STACK.workspace(one.getValue(), one.getKey()))
                    .toList();
            assertThat(seen.stream().mapToInt(one -> one.getList("gpus").size()).sum())
                    .isEqualTo(1);
            assertThat(seen.stream().filter(one -> "waits-for-gpus".equals(one.getString("reason.code"))))
                    .hasSize(7);
        });
    }

    @Test
    void handsOutInstancesAndShares() {
        String mig = launchRunning("alice", Map.of("count", 2, "sharing", "mig", "migProfile", "1g.5gb"));
        assertThat(STACK.workspace("alice", mig).getList("gpus.migProfile")).containsExactly("1g.5gb", "1g.5gb");
        String media = launchRunning("alice", Map.of("count", 1, "sharing", "mig", "migProfile", "1g.5gb+me"));
        assertThat(STACK.workspace("alice", media).getList("gpus.migProfile")).containsExactly("1g.5gb+me");
        String share = launchRunning("alice", Map.of("count", 1, "sharing", "shared", "memoryShare", "10Gi"));
        String beside = launchRunning("bob", Map.of("count", 1, "sharing", "shared", "memoryShare", "5Gi"));
        assertThat(gpuOf(share)).isEqualTo(UUID + "3").isEqualTo(gpuOf(beside));
    }

    @Test
    void tellsWhoExceedsAShareAndWhoIsBesideThemAndTellsWhenItIsOver() throws IOException {
        Map<String, Object> share = Map.of("count", 1, "model", "T4", "sharing", "shared", "memoryShare", "4Gi");
        String greedy = launchRunning("alice", share);
        String beside = launchRunning("bob", share);
        List<Long> processes = processesOf(greedy);
        assertThat(processes).hasSizeGreaterThan(1);
        String neighbours = "3 %d 1000\n3 %d 9000\n"
                .formatted(
                        processesOf(beside).getFirst(), ProcessHandle.current().pid()); // of no container
        try {
            compute(neighbours + "3 %d 3000\n".formatted(processes.getFirst()));
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(heldBy("alice", greedy, "memoryUsedBytes")).isEqualTo("" + 3000 * MEBI);
                assertThat(heldBy("bob", beside, "memoryUsedBytes")).isEqualTo("" + 1000 * MEBI);
            });
            assertThat(heldBy("alice", greedy, "exceedsShare")).isEqualTo("false");

            compute(neighbours + "3 %d 3000\n3 %d 2000\n".formatted(processes.getFirst(), processes.getLast()));
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                assertThat(eventsOf("alice", greedy)).containsOnlyOnce("share-exceeded");
                assertThat(eventsOf("bob", beside)).containsOnlyOnce("neighbour-exceeds-share");
            });
            assertThat(eventsOf("alice", greedy)).doesNotContain("neighbour-exceeds-share");
            assertThat(eventsOf("bob", beside)).doesNotContain("share-exceeded");
            assertThat(heldBy("alice", greedy, "exceedsShare")).isEqualTo("true");
            assertThat(heldBy("bob", beside, "neighbourExceedsShare")).isEqualTo("true");
            String lease = "leases.find { it.exceedsShare }.";
            JsonPath toAdmin = STACK.as("admin").get("/gpus/" + UUID + "3").jsonPath();
            assertThat(toAdmin.getString(lease + "workspace")).isEqualTo(greedy);
            assertThat(toAdmin.getLong(lease + "memoryUsedBytes")).isEqualTo(5000 * MEBI);
            JsonPath toBob = STACK.as("bob").get("/gpus/" + UUID + "3").jsonPath();
            assertThat(toBob.getString(lease + "memoryShare")).isEqualTo("4Gi");
            assertThat(toBob.getString(lease + "memoryUsedBytes")).isNull();

            compute(neighbours + "3 %d 3000\n".formatted(processes.getFirst()));
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                assertThat(eventsOf("alice", greedy)).containsOnlyOnce("share-kept");
                assertThat(eventsOf("bob", beside)).containsOnlyOnce("neighbour-keeps-share");
            });
            assertThat(heldBy("bob", beside, "neighbourExceedsShare")).isEqualTo("false");
        } finally {
            Files.deleteIfExists(STACK.gpuProcesses());
        }
    }

    @Test
    void saysThatAGpuIsUsedOutsideSlipwayAndByWhomAndWaitsForIt() throws IOException {
        Process host = new ProcessBuilder("sleep", "300").start();
        String container = Shell.output(
                        "docker",
                        "run",
                        "-d",
                        "--rm",
                        "--init",
                        "--network",
                        "none",
                        "slipway/jupyter:debian-13",
                        "sleep",
                        "300")
                .strip();
        try {
            String init = Shell.output("docker", "inspect", "-f", "{{.State.Pid}}", container)
                    .strip();
            compute("3 %d 4000\n3 %s 1000\n".formatted(host.pid(), init));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(outside("program")).containsExactly("sleep", "docker-init"));
            assertThat(outside("user")).containsExactly("root", null);
            assertThat(outside("container")).containsExactly(null, container.substring(0, 12));
            assertThat(outside("memoryUsedBytes")).containsExactly("" + 4000 * MEBI, "" + 1000 * MEBI);

            String id = launch("alice", "echo", Map.of("count", 1, "model", "T4"));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(STACK.workspace("alice", id).getString("reason.message"))
                            .contains("1 used outside Slipway by docker-init in container " + container.substring(0, 12)
                                    + " and sleep of root"));
            try (Chromium chromium = new Chromium();
                    BrowserContext context = chromium.person()) {
                Page page = context.newPage();
                Chromium.logIn(page, "alice");
                page.navigate(Stack.URL + "/gpus");
                Locator row = page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("Tesla T4"));
                PlaywrightAssertions.assertThat(row).containsText("Used outside Slipway");
                PlaywrightAssertions.assertThat(row).containsText("sleep of root (process " + host.pid());
                PlaywrightAssertions.assertThat(row).not().containsText("Free");
                Chromium.shoot(page, "gpus-outside");
            }
            compute("");
            STACK.awaitState("alice", id, "RUNNING");
            assertThat(outside("program")).isEmpty();
        } finally {
            Files.deleteIfExists(STACK.gpuProcesses());
            host.destroy();
            Shell.output("docker", "rm", "-f", container);
        }
    }

    private static List<String> outside(String field) {
        return STACK.as("bob").get("/gpus/" + UUID + "3").jsonPath().getList("outside." + field).stream()
                .map(value -> value == null ? null : value.toString())
                .toList();
    }

    private static List<Long> processesOf(String id) {
        return Shell.output("docker", "top", STACK.container(id), "-o", "pid")
                .lines()
                .skip(1)
                .map(line -> Long.valueOf(line.strip()))
                .toList();
    }

    private static void compute(String processes) throws IOException {
        Path next = Files.writeString(STACK.home().resolve("gpu-processes.new"), processes);
        Files.move(next, STACK.gpuProcesses(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String heldBy(String user, String id, String what) {
        return STACK.workspace(user, id).getString("gpus[0]." + what);
    }

    private static List<String> eventsOf(String user, String id) {
        return STACK.as(user).get("/workspaces/" + id + "/events").jsonPath().getList("items.code");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"count\": 1, \"model\": \"H100\"} | unsatisfiable | here is 2 × NVIDIA A30",
                "{\"count\": 1000000000} | unsatisfiable | No host here has",
                "{\"count\": 1, \"sharing\": \"mig\", \"migProfile\": \"7g.40gb\"} | unsatisfiable | 1g.5gb 1g.5gb 1g.5gb+me 3g.20gb",
                "{\"count\": 1, \"sharing\": \"mig\", \"migProfile\": \"1g.5gb+gfx\"} | unsatisfiable | 1g.5gb+gfx",
                "{\"count\": 1.5} | invalid-request | resources.gpus.count",
                "{\"count\": 1, \"sharing\": \"shared\", \"memoryShare\": \"100Gi\"} | unsatisfiable | No host here has",
                "{\"count\": -1} | invalid-request | resources.gpus.count",
                "{\"count\": 1, \"sharing\": \"mine\"} | invalid-request | resources.gpus.sharing",
                "{\"count\": 1, \"sharing\": \"mig\"} | invalid-request | resources.gpus.migProfile",
                "{\"count\": 1, \"memoryMin\": \"much\"} | invalid-request | resources.gpus.memoryMin",
                "{\"count\": 1, \"colour\": \"red\"} | invalid-request | colour"
            })
    void refusesWhatCanNeverBe(String gpus, String problem, String detail) {
        STACK.as("alice")
                .body("""
                        {"name": "never", "image": "probe", "version": "echo", "resources": {"gpus": %s}}
                        """.formatted(gpus))
                .post("/workspaces")
                .then()
                .statusCode(problem.equals("unsatisfiable") ? 422 : 400)
                .body("type", equalTo("urn:slipway:problem:" + problem))
                .body("detail", containsString(detail));
    }

    @Test
    void refusesAnImageThatWouldFailAtRunTime() {
        STACK.as("alice")
                .body(request("future", "cuda-13.0", Map.of("count", 1), Map.of()))
                .post("/workspaces")
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:slipway:problem:incompatible-image"))
                .body("reasons[0].code", equalTo("driver-too-old"))
                .body("reasons[0].remedy", containsString("580.65.06"));
        STACK.as("alice")
                .body(request("hopper", "for-hopper", Map.of("count", 1), Map.of()))
                .post("/workspaces")
                .then()
                .statusCode(422)
                .body("reasons[0].code", equalTo("no-code-for-gpu"));
        // Without a GPU it may run: it computes on processors.
        String id = launch("alice", "cuda-13.0", null);
        STACK.awaitState("alice", id, "RUNNING");
    }

    @Test
    void judgesEachOfAnImagesDemandsUntilItsUserTakesThemBack(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), """
                FROM slipway/jupyter:debian-13
                ENV NVIDIA_REQUIRE_CUDA="cuda>=99.0 brand=tesla,driver>=470,driver<471" NVIDIA_REQUIRE_ODD=soon
                """);
        Shell.output("docker", "build", "-q", "-t", "slipway-test/demanding:1", folder.toString());
        try {
            for (Map<String, String> env : List.of(Map.<String, String>of(), Map.of("NVIDIA_DISABLE_REQUIRE", "yes"))) {
                STACK.as("alice")
                        .body(request("demanding", "demanding", Map.of("count", 1), env))
                        .post("/workspaces")
                        .then()
                        .statusCode(422)
                        .body("type", equalTo("urn:slipway:problem:incompatible-image"))
                        .body("reasons.code", hasItems("requirement-unmet", "requirement-unreadable"))
                        .body("reasons[0].message", containsString("NVIDIA_REQUIRE_CUDA=cuda>=99.0"))
                        .body("reasons[0].remedy", containsString("NVIDIA_DISABLE_REQUIRE=1"));
            }
            String id = STACK.as("alice")
                    .body(request("demanding", "demanding", Map.of("count", 1), Map.of("NVIDIA_DISABLE_REQUIRE", "1")))
                    .post("/workspaces")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
            launched.put(id, "alice");
            STACK.awaitState("alice", id, "RUNNING");
            assertThat(STACK.workspace("alice", id).getList("gpus")).hasSize(1);
            STACK.as("alice").delete("/workspaces/" + id);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> STACK.as("alice").get("/workspaces/" + id).statusCode() == 404);
        } finally {
            Shell.output("docker", "rmi", "-f", "slipway-test/demanding:1");
        }
    }

    @Test
    void tellsBeforeALaunchWhetherAnImageRuns() {
        STACK.as("alice")
                .urlEncodingEnabled(false) // of the colon
                .body(Map.of("image", "probe", "version", "cuda-12.4"))
                .post("/compatibility:check")
                .then()
                .statusCode(200)
                .body("verdict", equalTo("NATIVE"))
                .body("perGpu", hasSize(5))
                .body("simulated", equalTo(true));
        STACK.as("alice")
                .urlEncodingEnabled(false) // of the colon
                .body(Map.of("image", "probe", "version", "cuda-13.0", "gpus", List.of(UUID + "3")))
                .post("/compatibility:check")
                .then()
                .statusCode(200)
                .body("verdict", equalTo("REFUSED"))
                .body("perGpu.uuid", equalTo(List.of(UUID + "3")))
                .body("remedy", containsString("580.65.06"));
        STACK.as("alice")
                .urlEncodingEnabled(false) // of the colon
                .body(Map.of("image", "probe", "version", "cuda-13.0", "gpus", List.of("GPU-1")))
                .post("/compatibility:check")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("gpus"));
        JsonPath runnable =
                STACK.as("alice").get("/images?runnable=true&cuda=12").jsonPath();
        assertThat(runnable.getList("items.find { it.name == 'probe' }.versions.version"))
                .containsExactly("cuda-12.4");
    }

    @Test
    void handsOutNoGpuThatFellOffTheBus() {
        STACK.as("alice")
                .get("/gpus/" + UUID + "4")
                .then()
                .statusCode(200)
                .body("health", equalTo("UNHEALTHY"))
                .body("healthReason", containsString("fallen off the bus (Xid 79)"));
        String id = launch("alice", "exits", Map.of("count", 1, "model", "A10"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(STACK.workspace("alice", id).getString("reason.message"))
                        .contains("1 not healthy"));
        String metrics = RestAssured.given().get("/q/metrics").asString();
        assertThat(metrics)
                .containsPattern("slipway_gpu_healthy\\{[^}]*index=\"4\"[^}]*} 0.0")
                .containsPattern("slipway_gpu_xid_errors_total\\{[^}]*xid=\"79\"[^}]*} 1.0");
        RestAssured.given()
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'gpus' }.data.healthy", equalTo(4));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> STACK.as("admin")
                        .get("/hosts")
                        .then()
                        .statusCode(200)
                        .body("items.size()", equalTo(1))
                        .body("items[0].state", equalTo("UP"))
                        .body("items[0].engine", equalTo("docker"))
                        .body("items[0].gpus.healthy", equalTo(List.of(true, true, true, true, false))));
    }

    /** Of a GPU that is well it is no change; of one that the driver itself calls ill nobody can say so. */
    @Test
    void letsAdministratorsSayThatAGpuIsWell() {
        String declare = "/gpus/" + UUID + "4/declare-healthy";
        STACK.as("alice").post(declare).then().statusCode(403);
        STACK.as("admin").post("/gpus/GPU-none/declare-healthy").then().statusCode(404);
        STACK.as("admin")
                .post("/gpus/" + UUID + "0/declare-healthy")
                .then()
                .statusCode(200)
                .body("health", equalTo("HEALTHY"));
        STACK.as("admin")
                .post(declare)
                .then()
                .statusCode(200)
                .body("health", equalTo("UNHEALTHY")) // it is gone from the bus, whatever was reported before
                .body("healthCode", equalTo("gpu-lost"));
        STACK.as("admin").post(declare).then().statusCode(409);
        STACK.restartWith(Map.of());
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        STACK.as("alice").get("/gpus/" + UUID + "4").then().body("healthCode", equalTo("xid-79")));
    }

    @Test
    void holdsBackWhatAnAdministratorCordons() {
        STACK.as("bob").post("/gpus/" + UUID + "3/cordon").then().statusCode(403);
        STACK.as("admin")
                .post("/gpus/" + UUID + "3/cordon")
                .then()
                .statusCode(200)
                .body("cordoned", equalTo(true));
        try {
            String id = launch("alice", "exits", Map.of("count", 1, "model", "T4"));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(STACK.workspace("alice", id).getString("reason.message"))
                            .contains("held back by an administrator"));
        } finally {
            STACK.as("admin").post("/gpus/" + UUID + "3/uncordon").then().statusCode(200);
        }
        STACK.as("admin").post("/gpus/" + UUID + "9/cordon").then().statusCode(404);
    }

    private String gpuOf(String id) {
        return await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> STACK.as("admin")
                                .get("/gpus")
                                .jsonPath()
                                .getString("items.find { it.leases.any { it.workspace == '" + id + "' } }?.uuid"),
                        uuid -> uuid != null);
    }

    @Test
    void goesByAnAdministratorsDescriptionAndNamesTheOneThatItCannotRead() throws IOException {
        Path directory = Files.createDirectories(STACK.home().resolve("cdi"));
        Path node = STACK.home().resolve("simulated-gpus/dev/nvidia3");
        Path broken = Files.writeString(directory.resolve("broken.yaml"), "cdiVersion: [");
        Path described = Files.writeString(directory.resolve("t4.yaml"), """
                cdiVersion: 0.6.0
                kind: nvidia.com/gpu
                devices:
                  - name: "3"
                    containerEdits:
                      env: [SITE=ours, NVIDIA_VISIBLE_DEVICES=all]
                      deviceNodes: [{path: /dev/nvidia3, hostPath: %s}]
                """.formatted(node));
        try {
            String id = launchRunning("alice", Map.of("count", 1, "model", "T4"));
            assertThat(python(id, "print(os.environ['SITE'], os.environ['NVIDIA_VISIBLE_DEVICES'])"))
                    .startsWith("ours void");
            assertThat(open(id, "/dev/nvidia3")).isEqualTo("ENXIO");
            RestAssured.get("/q/health/ready")
                    .then()
                    .statusCode(200)
                    .body("checks.find { it.name == 'gpus' }.data.cdiProblems", containsString("broken.yaml"));
        } finally {
            Files.delete(broken);
            Files.delete(described);
        }
    }

    private String launchRunning(String user, Map<String, Object> gpus) {
        String id = launch(user, "echo", gpus);
        STACK.awaitState(user, id, "RUNNING");
        return id;
    }

    private String launch(String user, String version, @Nullable Map<String, Object> gpus) {
        String id = STACK.as(user)
                .body(request(Stack.name("gpu"), version, gpus, Map.of()))
                .post("/workspaces")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        launched.put(id, user);
        return id;
    }

    private static Map<String, Object> request(
            String name, String version, @Nullable Map<String, Object> gpus, Map<String, String> env) {
        Map<String, Object> resources = new HashMap<>(Map.of("memory", "256Mi", "cpus", 0.5));
        if (gpus != null) {
            resources.put("gpus", gpus);
        }
        return Map.of("name", name, "image", "probe", "version", version, "resources", resources, "env", env);
    }

    private static String open(String id, String path) {
        return python(id, "os.open('" + path + "', os.O_RDWR)");
    }

    /** The error's name, or {@code done}. */
    private static String python(String id, String statement) {
        return exec(id, """
                try:
                    %s
                    print('done')
                except OSError as e:
                    print(errno.errorcode[e.errno])
                """.formatted(statement));
    }

    private static String exec(String id, String python) {
        return Shell.run(
                        Map.of(),
                        Path.of("."),
                        List.of("docker", "exec", STACK.container(id), "python3", "-c", "import os, errno\n" + python))
                .output()
                .strip();
    }
}
