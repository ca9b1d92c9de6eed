package dev.slipway.testing;

import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A whole Slipway of the tests' own, brought up as a user does: {@code ./slipway up}, with its own PostgreSQL and Keycloak and
 * the machine's Docker Engine. One serves all the tests of this JVM; beside it runs another JVM with one of its own, since tests
 * wait more than they work. They share the engine and the kernel, so a test counts what is its own, never all that is there.
 */
public final class Stack {
    private static final Path HOMES = Path.of(System.getProperty("slipway.test.homes"));
    /** Held until this JVM ends. */
    private static FileChannel numberLock;
    /** Which of the JVMs this is: 1, or 2 where another is 1. */
    private static final int NUMBER = takeNumber();

    public static final int PORT = 17980 + 100 * NUMBER;
    public static final String URL = "http://localhost:" + PORT;
    /** An address of the host's that a container could reach, if it were let: of Docker's own bridge. */
    public static final String HOST_ADDRESS = "172.17.0.1";

    private static final Path ROOT = Path.of(System.getProperty("slipway.root"));
    /** Tells this run's workspaces from those that a run which was cut off left behind. */
    private static final String RUN = Long.toString(System.currentTimeMillis() % 1_000_000_000, 36) + NUMBER;

    private static final AtomicInteger NAMES = new AtomicInteger();

    static {
        // A test names the host that it means; *.localhost is the loopback for browsers, not for every resolver.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection");
    }

    private static Stack running;
    private static String failure;

    private final Path home;
    private final SocketRelay relay;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    public final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private record Token(String value, long since) {}

    private Stack() {
        try {
            home = Files.createDirectories(HOMES.resolve(Integer.toString(NUMBER)));
            TestRegistry.list(home);
            PackageRegistry.makeCertificates(home, HOST_ADDRESS);
            relay = new SocketRelay(home.resolve("engine.sock"), Path.of("/var/run/docker.sock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> slipway("down")));
        bringUp();
        deleteAll();
    }

    /**
     * One after the other: what takes a minute to fetch and to make and is the same for every Slipway of these sources comes from
     * the home of whoever was first, without what it has kept since.
     */
    private void bringUp() {
        try (FileChannel lock = open("lock")) {
            lock.lock(); // until it is closed
            Shell.output("bash", "-euc", """
                    cd '%s'
                    for made in ../*/platform.aot; do
                      if [[ $made -nt platform.aot ]]; then
                        tar -C "${made%%/*}" --exclude=postgres/data --exclude=keycloak/{data,realm-made,client} \
                          -cf - postgres keycloak platform.aot | tar -xpf -
                      fi
                    done
                    """.formatted(home));
            up();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int takeNumber() {
        try {
            int number = 0;
            do {
                numberLock = open(++number + ".lock");
            } while (numberLock.tryLock() == null);
            return number;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel open(String lock) throws IOException {
        return FileChannel.open(
                Files.createDirectories(HOMES).resolve(lock), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Deletes whatever workspaces there are: a test that broke off has left its own. */
    public void deleteAll() {
        List<String> left =
                as("admin").get("/workspaces?all=true&limit=200").jsonPath().getList("items.id");
        delete("admin", left.toArray(String[]::new));
    }

    public static synchronized Stack get() {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        if (running == null) {
            RestAssured.baseURI = URL;
            try {
                running = new Stack();
            } catch (IllegalStateException e) {
                // What did not start for one test class does not start for the next: minutes of waiting, each.
                failure = e.getMessage();
                throw e;
            }
        }
        return running;
    }

    /** Starts what does not run. */
    public void up() {
        up(Map.of());
    }

    /** Starts what does not run, with these settings in place of the tests' own. */
    public void up(Map<String, String> settings) {
        Shell.Result up = slipway(
                settings,
                "up",
                "--detach",
                "--port",
                Integer.toString(PORT),
                "--simulate-gpus",
                scenario().toString());
        if (up.exitCode() != 0) {
            throw new IllegalStateException("./slipway up: " + up.output());
        }
    }

    /** The simulated host of the tests, with a list of processes that a test writes. */
    private Path scenario() {
        try {
            String host = Files.readString(ROOT.resolve("platform-it/src/test/resources/gpus.scenario"));
            return Files.writeString(home.resolve("gpus.scenario"), "processes = " + gpuProcesses() + "\n" + host);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What computes on the simulated GPUs: a line {@code GPU PID MiB} for each process. */
    public Path gpuProcesses() {
        return home.resolve("gpu-processes");
    }

    public Shell.Result slipway(String... arguments) {
        return slipway(Map.of(), arguments);
    }

    private Shell.Result slipway(Map<String, String> settings, String... arguments) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SLIPWAY_HOME", home.toString());
        environment.put("SLIPWAY_ENGINE_SOCKET", "unix://" + home.resolve("engine.sock"));
        environment.put(
                "SLIPWAY_CATALOG_FILE",
                ROOT.resolve("platform-it/src/test/resources/test-catalog.yaml").toString());
        environment.put("SLIPWAY_UIDS", (60000 + 10000 * NUMBER) + "-" + (69999 + 10000 * NUMBER));
        environment.put("SLIPWAY_WORKSPACES_PER_USER", "40");
        environment.put(
                "SLIPWAY_REGISTRIES_FILE", home.resolve("registries.yaml").toString());
        environment.put("SLIPWAY_REGISTRIES_LOOK_INTERVAL", "PT1S");
        environment.put("SLIPWAY_GPU_CDI_DIRECTORIES", home.resolve("cdi").toString());
        environment.put("SLIPWAY_GPU_SHARE_GRACE", "PT2S");
        environment.put("SLIPWAY_WORKSPACES_LEAST_IDLE_TIMEOUT", "PT5S");
        environment.put("SLIPWAY_WORKSPACES_IDLE_INTERVAL", "PT1S");
        environment.put("SLIPWAY_REGISTRIES_EVICTION_INTERVAL", "PT1S");
        environment.put("SLIPWAY_REGISTRIES_LEAST_UNUSED", "PT1S");
        environment.put("SLIPWAY_REGISTRIES_BASES_KEPT", "PT2S");
        environment.put("SLIPWAY_BUILDS_GROUPS", "research");
        environment.put("SLIPWAY_BUILDS_DISK", "128");
        environment.put("SLIPWAY_BUILDS_CONTEXT", "64");
        environment.put("SLIPWAY_DB_LOCK_TIMEOUT", "3s");
        environment.put("SLIPWAY_HTTP_HEAD_TIME", "PT3S");
        environment.put("SLIPWAY_HTTP_BODY_TIME", "PT4S");
        environment.put("SLIPWAY_CA_FILE", home.resolve("ca.pem").toString());
        environment.put("SLIPWAY_NETWORK_ALLOWED", HOST_ADDRESS + ":" + PackageRegistry.PORT);
        environment.putAll(settings);
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("slipway").toString()));
        command.addAll(List.of(arguments));
        return Shell.run(environment, ROOT, command);
    }

    /** Starts the platform anew with these settings in place of the tests' own. */
    public void restartWith(Map<String, String> settings) {
        kill("platform", "TERM");
        up(settings);
    }

    public Path home() {
        return home;
    }

    /** The address of the name server that workspaces ask, as they are shown it. */
    public String nameServer() {
        try {
            return Files.readString(home.resolve("resolv.conf")).split("\\s", -1)[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SocketRelay engine() {
        return relay;
    }

    /** The process id of a part: platform, keycloak, postgres. */
    public long pid(String part) {
        try {
            return Long.parseLong(
                    Files.readAllLines(home.resolve("run/" + part + ".pid")).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal to a part, which nobody starts again until {@link #up()}, and returns when it has ended. */
    public void kill(String part, String signal) {
        if (Files.exists(home.resolve("run/keeper.pid"))
                && ProcessHandle.of(pid("keeper")).isPresent()) {
            killAlone("keeper", "TERM");
        }
        killAlone(part, signal);
    }

    /** Sends a signal to a part, as if it ended by itself, and returns when it has. */
    public void killAlone(String part, String signal) {
        long pid = pid(part);
        Shell.output("kill", "-" + signal, Long.toString(pid));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ProcessHandle.of(pid)
                        .map(process -> !process.isAlive() || isZombie(pid))
                        .orElse(true));
    }

    /** Whether it has ended and only its parent has not asked how. */
    private static boolean isZombie(long pid) {
        return Shell.run("grep", "-q", "^State:.Z", "/proc/" + pid + "/status").exitCode() == 0;
    }

    public String setting(String name) {
        try {
            return Files.readAllLines(home.resolve("settings.env")).stream()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String token(String user) {
        Token known = tokens.get(user);
        if (known != null
                && System.nanoTime() - known.since() < Duration.ofMinutes(5).toNanos()) {
            return known.value();
        }
        Shell.Result result = slipway("token", user);
        if (result.exitCode() != 0) {
            throw new IllegalStateException(result.output());
        }
        String value = result.output().strip();
        tokens.put(user, new Token(value, System.nanoTime()));
        return value;
    }

    public RequestSpecification as(String user) {
        return RestAssured.given()
                .baseUri(URL)
                .basePath("/api/v1")
                .auth()
                .oauth2(token(user))
                .contentType(ContentType.JSON);
    }

    public static String name(String prefix) {
        return prefix + "-" + RUN + "-" + NAMES.incrementAndGet();
    }

    /** Launches a probe and answers with its id, at once. */
    public String launch(String user, String version, String memory) {
        return launch(user, "probe", "probe", version, memory, 0.5);
    }

    private String launch(String user, String name, String image, String version, String memory, double cpus) {
        return launch(
                user,
                Map.of(
                        "name",
                        name(name),
                        "image",
                        image,
                        "version",
                        version,
                        "resources",
                        Map.of("memory", memory, "cpus", cpus)));
    }

    /** Launches what is asked for and answers with its id, at once. */
    public String launch(String user, Map<String, Object> request) {
        return as(user).body(request)
                .post("/workspaces")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** Runs a program in a workspace. */
    public Shell.Result inside(String id, String... command) {
        return Shell.run(execIn(id, command));
    }

    /** The output of a program in a workspace that must succeed, without the blank around it. */
    public String said(String id, String... command) {
        return Shell.output(execIn(id, command));
    }

    private String[] execIn(String id, String... command) {
        return Stream.concat(Stream.of("docker", "exec", container(id)), Stream.of(command))
                .toArray(String[]::new);
    }

    /** Launches JupyterLab and answers with its id, at once. */
    public String launchNotebook(String user, String memory, double cpus) {
        return launch(user, "notebook", "jupyter", "debian-13", memory, cpus);
    }

    /** How long the platform takes to tell a user who they are. */
    public Duration timeOfAnswerTo(String user) {
        long began = System.nanoTime();
        as(user).get("/me").then().statusCode(200);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** The streams of events that the platform has open. */
    public int streams() {
        String metrics = RestAssured.get(URL + "/q/metrics").asString();
        return metrics.lines()
                .filter(line -> line.startsWith("slipway_event_streams"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    public String launchRunning(String user) {
        String id = launch(user, "echo", "256Mi");
        awaitState(user, id, "RUNNING");
        return id;
    }

    public JsonPath workspace(String user, String id) {
        return as(user).get("/workspaces/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    public void awaitState(String user, String id, String state) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> workspace(user, id).getString("state"), state::equals);
    }

    public void delete(String user, String... ids) {
        for (String id : ids) {
            as(user).delete("/workspaces/" + id).then().statusCode(202);
        }
        for (String id : ids) {
            await().atMost(Duration.ofSeconds(60)).until(() -> !engineObjects().contains(id));
        }
    }

    /** The ids of this installation's containers and networks, as the engine itself lists them. */
    public List<String> engineObjects() {
        String label = "label=dev.slipway.installation=" + setting("INSTALLATION");
        String containers =
                Shell.output("docker", "ps", "-a", "--filter", label, "--format", "{{.Label \"dev.slipway.id\"}}");
        String networks =
                Shell.output("docker", "network", "ls", "--filter", label, "--format", "{{.Label \"dev.slipway.id\"}}");
        return (containers + "\n" + networks)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    public String container(String id) {
        return "slipway-" + setting("INSTALLATION") + "-" + id;
    }

    /** A request to a workspace's own origin, with the user's token. */
    public HttpRequest.Builder onOrigin(String id, String path, String user) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + path))
                .timeout(Duration.ofSeconds(60))
                .header("Host", host(id))
                .header("Authorization", "Bearer " + token(user));
    }

    public static String host(String id) {
        return id + ".apps.localhost:" + PORT;
    }
}
