import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures what the REST API answers with 1,000 users and 10,000 workspaces in the database, on 16 connections, by turns with JupyterHub's
 * API with as many users: {@code ./slipway bench api}. JupyterHub is the newest of PyPI with its own defaults and its proxy of npm's, once on
 * SQLite and once on PostgreSQL; the better of the two counts, and of its proxy's address and its own.
 */
public final class ApiBench {
    static final int ROUNDS = Integer.getInteger("rounds", 3);
    static final int USERS = 1_000;
    static final int WORKSPACES = 10_000;
    static final int HUB_PORT = 19091; // its proxy; its own is the next, and its proxy's API's the one after that
    static final Path HUB = Bench.HOME.resolve("hub");

    /** Requests a second, and milliseconds. */
    record Load(double perSecond, double p50, double p99) {
        static Load median(List<Load> loads) {
            return new Load(
                    Bench.median(loads.stream().map(Load::perSecond).toList()),
                    Bench.median(loads.stream().map(Load::p50).toList()),
                    Bench.median(loads.stream().map(Load::p99).toList()));
        }
    }

    /** {@code HUB=none} in the environment: Slipway alone is asked. */
    static final boolean WITHOUT_HUB = "none".equals(System.getenv("HUB"));

    /** One thing that is asked for: of Slipway, and what answers the same of the hub; empty: the hub has no such thing. */
    record Question(String name, String path, String hub, String token) {}

    public static void main(String[] arguments) throws Exception {
        Files.createDirectories(HUB);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Bench.SLIPWAY.command("down")));
        Bench.SLIPWAY.up();
        String id = fill();
        String alice = Bench.SLIPWAY.command("token", "alice").strip();
        String admin = Bench.SLIPWAY.command("token", "admin").strip();
        List<Question> questions = List.of(
                new Question("one workspace", "/api/v1/workspaces/" + id, "/hub/api/users/user-500", alice),
                new Question("a page of 50", "/api/v1/workspaces?all=true&limit=50", "/hub/api/users?limit=50", admin),
                new Question("/images", "/api/v1/images", "", alice),
                new Question("/me", "/api/v1/me", "/hub/api/user", alice),
                new Question("/gpus", "/api/v1/gpus", "", alice));
        Map<String, List<Load>> all = new HashMap<>();
        try (Hub sqlite = new Hub("sqlite", "sqlite:///jupyterhub.sqlite");
                Hub postgres = new Hub("postgres", hubDatabase())) {
            for (int round = 0; round <= ROUNDS; round++) { // the first warms up
                for (int again = round == 0 ? 3 : 1; again > 1; again--) {
                    for (Question question : questions) { // a JIT compiler takes its time, which is not measured
                        load("http://127.0.0.1:" + Bench.PORT + question.path(), "Bearer " + question.token());
                    }
                }
                for (Question question : questions) {
                    keep(all, round, "slipway " + question.name(), load("http://127.0.0.1:" + Bench.PORT + question.path(), "Bearer " + question.token()));
                }
                for (Hub hub : WITHOUT_HUB ? List.<Hub>of() : List.of(sqlite, postgres)) {
                    hub.start();
                    for (Question question : questions) {
                        for (int port : question.hub().isEmpty() ? new int[0] : new int[] {HUB_PORT, HUB_PORT + 1}) {
                            keep(all, round, hub.name + " " + port + " " + question.name(), load("http://127.0.0.1:" + port + question.hub(), "token " + Hub.TOKEN));
                        }
                    }
                    hub.stop();
                }
            }
        }
        System.out.printf("%-16s %12s %9s %9s %14s %9s %8s%n", "what", "Slipway, /s", "p50, ms", "p99, ms", "JupyterHub, /s", "p99, ms", "ratio");
        for (Question question : questions) {
            Load ours = Load.median(all.get("slipway " + question.name()));
            Load hubs = all.entrySet().stream()
                    .filter(entry -> !entry.getKey().startsWith("slipway") && entry.getKey().endsWith(" " + question.name()))
                    .map(entry -> Load.median(entry.getValue()))
                    .max(Comparator.comparingDouble(Load::perSecond))
                    .orElse(new Load(Double.NaN, Double.NaN, Double.NaN));
            System.out.printf(
                    Locale.ROOT, "%-16s %12.0f %9.1f %9.1f %14.0f %9.1f %8.1f%n", question.name(), ours.perSecond(), ours.p50(), ours.p99(), hubs.perSecond(), hubs.p99(),
                    ours.perSecond() / hubs.perSecond());
        }
        System.out.printf("resident afterwards, MiB: %.0f (wanted: at most 320)%n", resident());
        System.out.println("wanted: one workspace at least 15 times, a page at least 8 times; /images p50 under 10 ms; p99 under 30 ms each");
    }

    static void keep(Map<String, List<Load>> all, int round, String key, Load load) {
        if (round > 0) {
            all.computeIfAbsent(key, k -> new ArrayList<>()).add(load);
        }
    }

    /** Sixteen connections for five seconds. */
    static Load load(String url, String authorization) throws Exception {
        HttpResponse<String> first = Bench.HTTP.send(
                HttpRequest.newBuilder(URI.create(url)).header("Authorization", authorization).build(), HttpResponse.BodyHandlers.ofString());
        if (first.statusCode() != 200) {
            throw new IllegalStateException(url + ": " + first.statusCode() + " " + first.body());
        }
        String script = Bench.secret("bearer.lua", "wrk.headers[\"Authorization\"] = \"" + authorization + "\"\n");
        String said = Bench.run("wrk", "-t2", "-c16", "-d5s", "--latency", "-s", script, url);
        if (said.contains("Non-2xx")) {
            throw new IllegalStateException(url + ": " + said);
        }
        return new Load(Double.parseDouble(Bench.found(said, "Requests/sec:\\s+([\\d.]+)")), millis(Bench.found(said, "(?m)^\\s+50%\\s+([\\d.]+[a-z]+)$")), millis(Bench.found(said, "(?m)^\\s+99%\\s+([\\d.]+[a-z]+)$")));
    }

    static double millis(String time) {
        double number = Double.parseDouble(time.replaceAll("[a-z]+", ""));
        return time.endsWith("us") ? number / 1000 : time.endsWith("ms") ? number : number * 1000;
    }

    // ---- Slipway's rows

    /** Multiplies a workspace that stopped to ten for each of a thousand users; the id of one of alice's. */
    static String fill() throws Exception {
        String token = Bench.SLIPWAY.command("token", "alice").strip();
        String list = get("/api/v1/workspaces?limit=1", token);
        String id;
        if (list.contains("\"id\":\"w")) {
            id = Bench.found(list, "\"id\":\"(w\\w+)\"");
        } else {
            HttpRequest launch = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Bench.PORT + "/api/v1/workspaces"))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"first\",\"image\":\"jupyter\",\"version\":\"debian-13\"}"))
                    .build();
            id = Bench.found(Bench.HTTP.send(launch, HttpResponse.BodyHandlers.ofString()).body(), "\"id\":\"(w\\w+)\"");
        }
        await(id, token, "RUNNING|STOPPED");
        Bench.HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Bench.PORT + "/api/v1/workspaces/" + id + "/stop"))
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        await(id, token, "STOPPED");
        try (Connection connection = database("slipway", "slipway", setting("DB_PASSWORD")); Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            copy(sql, "holder", Map.of("id", ID, "owner_id", OWNER), id, "id");
            copy(sql, "holder_container", Map.of("holder", ID), id, "holder");
            copy(sql, "workspace", Map.of("id", ID, "owner_id", OWNER, "owner_name", OWNER, "name", "'w' || n", "created_at", "created_at - n * interval '1 second'"), id, "id");
            connection.commit();
            connection.setAutoCommit(true);
            sql.execute("analyze");
        }
        return id;
    }

    static final String ID = "'w' || translate(lpad(n::text, 10, '0'), '0123456789', 'abcdefghij')";
    static final String OWNER = "'user-' || n % " + USERS;

    /** Copies one row as often as there are to be workspaces, with some of its columns made anew. */
    static void copy(Statement sql, String table, Map<String, String> changed, String id, String key) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (var found = sql.executeQuery("select column_name from information_schema.columns where table_name = '" + table + "' and table_schema = 'public' and is_generated = 'NEVER' and is_identity = 'NO'")) {
            while (found.next()) {
                columns.add(found.getString(1));
            }
        }
        changed.keySet().stream().filter(name -> !columns.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalStateException("no column " + name + " in " + table);
        });
        sql.execute("insert into %s (%s) select %s from %s, generate_series(1, %d) n where %s = '%s' on conflict do nothing".formatted(
                table,
                String.join(", ", columns),
                columns.stream().map(name -> changed.getOrDefault(name, name)).collect(Collectors.joining(", ")),
                table,
                WORKSPACES,
                key,
                id));
    }

    static Connection database(String name, String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + (Bench.PORT + 2) + "/" + name, user, password);
    }

    static void await(String id, String token, String states) throws Exception {
        for (int i = 0; i < 600; i++) {
            if (Bench.found(get("/api/v1/workspaces/" + id, token), "\"state\":\"(\\w+)\"").matches(states)) {
                return;
            }
            Thread.sleep(200); // nothing of it is measured
        }
        throw new IllegalStateException("workspace " + id + " does not become " + states);
    }

    static String get(String path, String token) throws Exception {
        return Bench.HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Bench.PORT + path)).header("Authorization", "Bearer " + token).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    static double resident() throws IOException {
        String pid = Files.readAllLines(Bench.HOME.resolve("run/platform.pid")).getFirst();
        return Double.parseDouble(Bench.found(Files.readString(Path.of("/proc/" + pid + "/status")), "VmRSS:\\s+(\\d+) kB")) / 1024;
    }

    // ---- JupyterHub

    /** A database of its own for it, beside the platform's. */
    static String hubDatabase() throws Exception {
        try (Connection connection = database("postgres", "postgres", setting("DB_ADMIN_PASSWORD")); Statement sql = connection.createStatement()) {
            sql.execute("drop database if exists hub");
            sql.execute("create database hub");
        }
        return "postgresql+psycopg://postgres:" + setting("DB_ADMIN_PASSWORD") + "@127.0.0.1:" + (Bench.PORT + 2) + "/hub";
    }

    /** The hub and its proxy, with a thousand users; of two, one runs at a time. */
    static final class Hub implements AutoCloseable {
        static final String TOKEN = UUID.randomUUID().toString().replace("-", "");

        final String name;
        private final Path folder;
        private Process process;

        Hub(String name, String database) throws Exception {
            this.name = name;
            this.folder = Files.createDirectories(HUB.resolve(name));
            Path venv = HUB.resolve("venv");
            if (!Files.exists(venv.resolve("bin/jupyterhub"))) {
                Bench.run("python3", "-m", "venv", venv.toString());
                Bench.run(venv.resolve("bin/pip").toString(), "install", "-q", "jupyterhub", "psycopg[binary]");
            }
            if (!Files.exists(HUB.resolve("node_modules/.bin/configurable-http-proxy"))) {
                Bench.run("npm", "install", "--silent", "--prefix", HUB.toString(), "configurable-http-proxy");
            }
            Files.deleteIfExists(folder.resolve("jupyterhub.sqlite"));
            Files.writeString(folder.resolve("jupyterhub_config.py"), """
                    c.JupyterHub.db_url = "%s"
                    c.JupyterHub.bind_url = "http://127.0.0.1:%d"
                    c.JupyterHub.hub_bind_url = "http://127.0.0.1:%d"
                    c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:%d"
                    c.ConfigurableHTTPProxy.command = ["%s"]
                    c.JupyterHub.authenticator_class = "dummy"
                    c.Authenticator.allow_all = True
                    c.JupyterHub.services = [{"name": "bench", "api_token": "%s"}]
                    c.JupyterHub.load_roles = [{"name": "bench", "services": ["bench"], "scopes": ["admin:users", "admin:servers", "list:users"]}]
                    """.formatted(database, HUB_PORT, HUB_PORT + 1, HUB_PORT + 2, HUB.resolve("node_modules/.bin/configurable-http-proxy"), TOKEN));
            start();
            for (int i = 0; i < USERS; i += 100) {
                int from = i;
                String users = IntStream.range(from, from + 100).mapToObj(n -> "\"user-" + n + "\"").collect(Collectors.joining(","));
                HttpResponse<String> made = Bench.HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (HUB_PORT + 1) + "/hub/api/users"))
                                .header("Authorization", "token " + TOKEN)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"usernames\": [" + users + "]}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (made.statusCode() != 201) {
                    throw new IllegalStateException(made.body());
                }
            }
            stop();
        }

        void start() throws Exception {
            ProcessBuilder builder = new ProcessBuilder(HUB.resolve("venv/bin/jupyterhub").toString()).directory(folder.toFile());
            builder.environment().put("CONFIGPROXY_AUTH_TOKEN", TOKEN);
            process = builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("hub.log").toFile())).start();
            for (int port : new int[] {HUB_PORT, HUB_PORT + 1}) {
                for (int i = 0; !answers(port); i++) {
                    if (i > 300) {
                        throw new IllegalStateException("JupyterHub does not answer: " + folder.resolve("hub.log"));
                    }
                    Thread.sleep(200); // nothing of it is measured
                }
            }
        }

        private static boolean answers(int port) throws InterruptedException {
            try {
                return Bench.HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hub/api/")).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        }

        void stop() {
            process.destroy();
            process.onExit().join();
        }

        @Override
        public void close() {
            if (process.isAlive()) {
                stop();
            }
        }
    }

    // ---- what all need

    static String setting(String name) throws IOException {
        return Files.readAllLines(Bench.HOME.resolve("settings.env")).stream()
                .filter(line -> line.startsWith(name + "="))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1);
    }
}
