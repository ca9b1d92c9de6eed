import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures Slipway beside what it is compared with, by turns in one run, and prints medians: {@code ./slipway bench}, or with
 * names {@code launch launches requests download memory start waiting}. It brings up a Slipway of its own. With {@code BESIDE}
 * in the environment, the folder of another checkout of Slipway, {@code launch} has rows of that one's launches too, by the same turns.
 */
public final class Bench {
    static final int ROUNDS = Integer.getInteger("rounds", 10);
    static final int PORT = 19080;
    static final int NGINX_PORT = 19090;
    static final String ONE_GPU = ",\"gpus\":{\"count\":1}";
    static final String JUPYTER = "slipway/jupyter:debian-13";
    static final Path ROOT = Path.of(System.getenv("SLIPWAY_ROOT"));
    static final Path HOME = Path.of(System.getenv("SLIPWAY_HOME"), "bench");
    static final Slipway SLIPWAY = new Slipway(ROOT, HOME, PORT);

    static {
        // A request names the workspace that it means; *.localhost is the loopback for browsers, not for every resolver.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();

    public static void main(String[] names) throws Exception {
        List<String> wanted =
                names.length == 0 ? List.of("launch", "launches", "requests", "download", "memory", "start", "waiting") : Arrays.asList(names);
        Files.createDirectories(HOME);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> SLIPWAY.command("down")));
        SLIPWAY.up();
        SLIPWAY.removeAll(); // what a run that was cut off left behind
        System.out.printf("%-10s %-34s %12s %12s %7s   %s%n", "what", "", "Slipway", "beside it", "ratio", "wanted");
        for (String name : wanted) {
            switch (name) {
                case "launch" -> {
                    launch();
                    launchWithGpu();
                }
                case "launches" -> launches();
                case "requests" -> withServer(Bench::requests);
                case "download" -> withServer(Bench::download);
                case "memory" -> memory();
                case "start" -> start();
                case "waiting" -> waiting();
                default -> throw new IllegalArgumentException("no benchmark is named " + name);
            }
        }
    }

    /**
     * One launch to the first 200, against a bare docker run of the same image, command and limits, and against one on a bridge of its own, made
     * for it, as each workspace has one.
     */
    static void launch() throws Exception {
        Optional<Slipway> beside = beside();
        SLIPWAY.warmUp("");
        if (beside.isPresent()) {
            beside.get().warmUp("");
        }
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        List<Double> bridged = new ArrayList<>();
        List<Double> other = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            ours.add(SLIPWAY.launchOne("one-" + i, "", true));
            bare.add(dockerRun("one-" + i, "bridge", true));
            if (beside.isPresent()) {
                other.add(beside.get().launchOne("one-" + i, "", true));
            }
            bridged.add(dockerRunOnItsBridge("one-" + i));
        }
        row("launch", "to the first 200, s", median(ours), median(bare), "<= 1.15");
        row("launch", "docker on a bridge of its own", median(ours), median(bridged), "");
        if (beside.isPresent()) {
            row("launch", "of the other checkout", median(other), median(bare), "");
            beside.get().command("down");
        }
    }

    /** The other checkout's Slipway, brought up, where one is named. */
    static Optional<Slipway> beside() {
        Optional<Slipway> beside = Optional.ofNullable(System.getenv("BESIDE"))
                .map(Path::of)
                .map(root -> new Slipway(root, root.resolve(".slipway/bench"), PORT + 10));
        beside.ifPresent(slipway -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> slipway.command("down")));
            slipway.up();
        });
        return beside;
    }

    /** One launch with a GPU, which is simulated with the 25 libraries of a driver, against one without. */
    static void launchWithGpu() throws Exception {
        SLIPWAY.up("--simulate-gpus", "8xh100-driver-580");
        SLIPWAY.warmUp(ONE_GPU);
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            with.add(SLIPWAY.launchOne("gpu-" + i, ONE_GPU, true));
            without.add(SLIPWAY.launchOne("none-" + i, "", true));
        }
        row("launch", "with a simulated GPU, or none, s", median(with), median(without), "<= 1.05");
        SLIPWAY.up();
    }

    /** Twenty at once, until the last one's first 200. */
    static void launches() throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            int round = i;
            ours.add(twenty(n -> SLIPWAY.launchOne("many-" + round + "-" + n, "", false)));
            SLIPWAY.removeAll();
            bare.add(twenty(n -> dockerRun("many-" + round + "-" + n, "bridge", false)));
            run("sh", "-c", "docker ps -aq --filter name=slipway-bench- | xargs -r docker rm -f");
        }
        row("launches", "20 at once to the last 200, s", median(ours), median(bare), "<= 1.2");
    }

    interface Launch {
        double run(int n) throws Exception;
    }

    static double twenty(Launch launch) throws Exception {
        long began = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Double>> all = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                int number = n;
                all.add(() -> launch.run(number));
            }
            for (Future<Double> one : threads.invokeAll(all)) {
                one.get();
            }
        }
        return seconds(began);
    }

    static double dockerRunOnItsBridge(String name) throws Exception {
        String network = "slipway-bench-" + name;
        long began = System.nanoTime();
        run("docker", "network", "create", network);
        double took = seconds(began) + dockerRun(name, network, true);
        run("docker", "network", "rm", network);
        return took;
    }

    static double dockerRun(String name, String network, boolean remove) throws Exception {
        String container = "slipway-bench-" + name;
        long began = System.nanoTime();
        List<String> command = new ArrayList<>(List.of(
                "docker", "run", "-d", "--name", container, "--network", network, "--cpus", "1", "--memory", "1g", "--memory-swap", "1g",
                "-v", "slipway-bench-home:/home/jovyan", "-e", "JUPYTER_TOKEN=bench", "-e", "OMP_NUM_THREADS=1",
                "-e", "JUPYTER_RUNTIME_DIR=/tmp/jupyter-runtime", JUPYTER));
        command.addAll(jupyterCommand());
        run(command.toArray(String[]::new));
        String address = run("docker", "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container).strip();
        await(request("http://" + address + ":8888/api", Map.of()));
        double took = seconds(began);
        if (remove) {
            run("docker", "rm", "-f", container);
        }
        return took;
    }

    /** The command as the catalogue has it. */
    static List<String> jupyterCommand() throws IOException {
        List<String> command = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(ROOT.resolve("image-catalog/src/main/resources/dev/slipway/catalog/catalog.yaml"))) {
            if (line.strip().equals("command:")) {
                inside = true;
            } else if (inside && line.strip().startsWith("- ")) {
                command.add(line.strip().substring(2));
            } else if (inside) {
                break;
            }
        }
        return command;
    }

    interface Measurement {
        void run(String id) throws Exception;
    }

    /** A workspace whose server is fast, and nginx as the other proxy before the same server. */
    static void withServer(Measurement measurement) throws Exception {
        if (tryRun("docker", "image", "inspect", "slipway-bench/nginx:1") != 0) {
            run(ROOT.resolve("bench/server/build").toString(), "slipway-bench/nginx:1");
        }
        String id = SLIPWAY.create("server", "bench", "nginx", "");
        await(request("http://127.0.0.1:" + PORT + "/", Map.of("Host", SLIPWAY.host(id), "Authorization", "Bearer " + SLIPWAY.token)));
        String container = run("docker", "ps", "-q", "--filter", "label=dev.slipway.id=" + id).strip();
        run("docker", "exec", container, "truncate", "-s", "1G", "/home/jovyan/big");
        String address =
                run("docker", "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container).strip();
        Path conf = Files.writeString(HOME.resolve("nginx.conf"), """
                daemon off; worker_processes auto; pid %1$s/nginx.pid; error_log %1$s/nginx.log;
                events { worker_connections 1024; }
                http {
                  access_log off; keepalive_requests 1000000; proxy_max_temp_file_size 0;
                  upstream workspace { server %2$s:8000; keepalive 64; keepalive_requests 1000000; }
                  server {
                    listen 127.0.0.1:%3$d;
                    location / { proxy_pass http://workspace; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; }
                  }
                }
                """.formatted(HOME, address, NGINX_PORT));
        Process nginx = new ProcessBuilder("nginx", "-c", conf.toString()).redirectErrorStream(true)
                .redirectOutput(HOME.resolve("nginx.out").toFile()).start();
        try {
            await(request("http://127.0.0.1:" + NGINX_PORT + "/", Map.of()));
            measurement.run(id);
        } finally {
            nginx.destroy();
            nginx.waitFor();
            SLIPWAY.removeAll();
        }
    }

    static void requests(String id) throws Exception {
        SLIPWAY.token = SLIPWAY.command("token", "alice").strip();
        wrk(PORT, SLIPWAY.host(id), 30); // compiles
        List<Double> ours = new ArrayList<>();
        List<Double> nginx = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            ours.add(wrk(PORT, SLIPWAY.host(id), 3));
            nginx.add(wrk(NGINX_PORT, "x", 3));
        }
        row("requests", "a second, 64 connections", median(ours), median(nginx), ">= 0.5");
    }

    static double wrk(int port, String host, int duration) throws Exception {
        String output = run("wrk", "-t", "1", "-c", "64", "-d", duration + "s", "-H", "Host: " + host, "-s",
                secret("bearer.lua", "wrk.headers[\"Authorization\"] = \"Bearer " + SLIPWAY.token + "\"\n"), "http://127.0.0.1:" + port + "/");
        if (output.contains("Non-2xx") || output.contains("Socket errors")) {
            throw new IllegalStateException(output);
        }
        return number(output, "Requests/sec:\\s+([0-9.]+)");
    }

    /** A file that no other user reads, in place of an argument that every user does. */
    static String secret(String name, String content) throws IOException {
        Path file = HOME.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);
        return file.toString();
    }

    static void download(String id) throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> nginx = new ArrayList<>();
        curl(PORT, SLIPWAY.host(id));
        for (int i = 0; i < ROUNDS; i++) {
            ours.add(curl(PORT, SLIPWAY.host(id)));
            nginx.add(curl(NGINX_PORT, "x"));
        }
        row("download", "of 1 GiB, MiB/s", median(ours), median(nginx), ">= 0.9");
    }

    static double curl(int port, String host) throws Exception {
        String output = run("curl", "-sf", "-o", "/dev/null", "-w", "%{speed_download} %{size_download}", "-H", "Host: " + host,
                "-H", "@" + secret("bearer", "Authorization: Bearer " + SLIPWAY.token + "\n"), "http://127.0.0.1:" + port + "/files/big");
        if (!output.endsWith(" " + (1L << 30))) {
            throw new IllegalStateException("a download ended early: " + output);
        }
        return Double.parseDouble(output.split(" ")[0]) / (1 << 20);
    }

    /** The platform's process after a start and a minute of nothing. */
    static void memory() throws Exception {
        SLIPWAY.command("down");
        SLIPWAY.up();
        Thread.sleep(60_000);
        String pid = Files.readAllLines(HOME.resolve("run/platform.pid")).getFirst();
        double rss = number(Files.readString(Path.of("/proc/" + pid + "/status")), "VmRSS:\\s+(\\d+)") / 1024;
        System.out.printf(Locale.ROOT, "%-10s %-34s %12.0f %12s %7s   %s%n", "memory", "idle, MiB resident", rss, "", "", "<= 300");
    }

    /** A second ./slipway up --detach, all of it, and the platform alone with its database running. */
    static void start() throws Exception {
        List<Double> all = new ArrayList<>();
        List<Double> platform = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            SLIPWAY.command("down");
            long began = System.nanoTime();
            SLIPWAY.up();
            all.add(seconds(began));
            String pid = Files.readAllLines(HOME.resolve("run/platform.pid")).getFirst();
            run("kill", pid);
            while (Files.exists(Path.of("/proc/" + pid + "/exe"))) {
                Thread.sleep(20);
            }
            began = System.nanoTime();
            SLIPWAY.up();
            platform.add(seconds(began));
        }
        System.out.printf(Locale.ROOT, "%-10s %-34s %12.1f %12s %7s   %s%n", "start", "second up to healthy, s", median(all), "", "", "<= 20");
        System.out.printf(Locale.ROOT, "%-10s %-34s %12.1f %12s %7s   %s%n", "start", "the platform alone, s", median(platform), "", "", "<= 3");
    }

    /**
     * What 500 workspaces that wait for GPUs cost, beside none: the platform's processor time and its queries, which PostgreSQL logs; and how long a
     * GPU that is given back is nobody's, from the one commit to the other.
     */
    static void waiting() throws Exception {
        SLIPWAY.command("down");
        SLIPWAY.up("--simulate-gpus", "8xh100-driver-580");
        Path settings = HOME.resolve("postgres/data/postgresql.auto.conf");
        String before = Files.readString(settings);
        try {
            Files.writeString(settings, before + "log_min_duration_statement = 0\nlog_line_prefix = '%m [%p] %u '\n");
            run("kill", "-HUP", pidOf("postgres"));
            SLIPWAY.create("holds-seven", "jupyter", "debian-13", ",\"gpus\":{\"count\":7}");
            String holder = SLIPWAY.create("holds-one", "jupyter", "debian-13", ONE_GPU);
            Thread.sleep(QUIET.toMillis()); // what a start and a launch set off is not what waiting costs
            Cost none = cost();
            for (int i = 0; i < 500; i++) {
                SLIPWAY.create("waits-" + i, "jupyter", "debian-13", ONE_GPU);
            }
            Thread.sleep(QUIET.toMillis()); // nor is what the 500 requests set off
            Cost all = cost();
            System.out.printf(Locale.ROOT, "%-10s %-34s %12.1f %12.1f %7s   %s%n", "waiting", "500, or none: % of a processor",
                    all.processor(), none.processor(), "", "<= 5 more");
            System.out.printf(Locale.ROOT, "%-10s %-34s %12.1f %12.1f %7s   %s%n", "waiting", "500, or none: queries a second",
                    all.queries(), none.queries(), "", "<= 10");
            System.out.printf(Locale.ROOT, "%-10s %-34s %12.0f %12s %7s   %s%n", "waiting", "from one to the next, ms", fromOneToTheNext(holder), "", "",
                    "<= 100");
        } finally {
            Files.writeString(settings, before);
            run("kill", "-HUP", pidOf("postgres"));
            SLIPWAY.removeAll();
            SLIPWAY.command("down");
            SLIPWAY.up();
        }
    }

    static final Duration QUIET = Duration.ofSeconds(15);

    record Cost(double processor, double queries) {}

    static Cost cost() throws Exception {
        int seconds = 30;
        long ticks = ticksOf(pidOf("platform"));
        long queries = queries();
        Thread.sleep(seconds * 1000L); // the time that is measured
        return new Cost((ticksOf(pidOf("platform")) - ticks) / (double) seconds, (queries() - queries) / (double) seconds);
    }

    /** Hundredths of a second that a process has computed for. */
    static long ticksOf(String pid) throws IOException {
        String[] fields = Files.readString(Path.of("/proc/" + pid + "/stat")).replaceFirst(".*\\) ", "").split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    static String pidOf(String part) throws IOException {
        return Files.readAllLines(HOME.resolve("run/" + part + ".pid")).getFirst();
    }

    /** What the platform has its database do, but for the beginnings and ends of transactions. */
    static long queries() throws IOException {
        return log().stream()
                .map(LOGGED::matcher)
                .filter(logged -> logged.find() && !logged.group(3).matches("(BEGIN|COMMIT|ROLLBACK).*"))
                .count();
    }

    /** The session's time, its number and the statement, of each that PostgreSQL did for the platform. */
    static final Pattern LOGGED = Pattern.compile("^(\\S+ \\S+) UTC \\[(\\d+)\\] slipway .* ms  execute \\S+: (.*)");

    static List<String> log() throws IOException {
        return Files.readAllLines(HOME.resolve("logs/postgres.log"));
    }

    /** From the commit that gives GPUs back to the one that leases them to the next, in milliseconds, by PostgreSQL's log. */
    static double fromOneToTheNext(String holder) throws Exception {
        int seen = log().size();
        HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/api/v1/workspaces/" + holder + "/stop"))
                        .header("Authorization", "Bearer " + SLIPWAY.token)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        while (true) {
            List<String> lines = log();
            Optional<Instant> freed = commitAfter(lines.subList(seen, lines.size()), "update gpu_lease ");
            Optional<Instant> leased = commitAfter(lines.subList(seen, lines.size()), "insert into gpu_lease ");
            if (freed.isPresent() && leased.isPresent()) {
                return Duration.between(freed.get(), leased.get()).toNanos() / 1e6;
            }
            Thread.sleep(200); // nothing tells of a line that is written, and the figure is the log's own
        }
    }

    /** When the first transaction that did this was kept. */
    static Optional<Instant> commitAfter(List<String> lines, String statement) {
        String session = null;
        for (String line : lines) {
            Matcher logged = LOGGED.matcher(line);
            if (!logged.find()) {
                continue;
            }
            if (session == null && logged.group(3).contains(statement)) {
                session = logged.group(2);
            } else if (logged.group(2).equals(session) && logged.group(3).contains("COMMIT")) {
                return Optional.of(Instant.parse(logged.group(1).replace(' ', 'T') + "Z"));
            }
        }
        return Optional.empty();
    }

    /** A Slipway that was brought up out of a checkout: where that is, where its state lies, and its port. */
    static final class Slipway {
        final Path root;
        final Path home;
        final int port;
        String token = "";

        Slipway(Path root, Path home, int port) {
            this.root = root;
            this.home = home;
            this.port = port;
        }

        /** Does a command of {@code ./slipway} and returns what it printed. */
        String command(String... arguments) {
            List<String> command = new ArrayList<>(List.of(root.resolve("slipway").toString()));
            command.addAll(Arrays.asList(arguments));
            return Bench.run(home, command.toArray(String[]::new));
        }

        void up(String... arguments) {
            List<String> all = new ArrayList<>(List.of("up", "--detach", "--port", "" + port));
            all.addAll(Arrays.asList(arguments));
            command(all.toArray(String[]::new));
        }

        double launchOne(String name, String gpus, boolean remove) throws Exception {
            long began = System.nanoTime();
            String id = create(name, "jupyter", "debian-13", gpus);
            await(request("http://127.0.0.1:" + port + "/api", Map.of("Host", host(id), "Authorization", "Bearer " + token)));
            double took = seconds(began);
            if (remove) {
                removeAll();
            }
            return took;
        }

        void warmUp(String gpus) throws Exception {
            removeAll(); // what a run that was cut off left behind
            for (int i = 0; i < 5; i++) {
                launchOne("warm-up-" + i, gpus, true); // a server that has just started compiles beside its first launches
            }
        }

        String create(String name, String image, String version, String gpus) throws Exception {
            String body = "{\"name\":\"%s\",\"image\":\"%s\",\"version\":\"%s\",\"resources\":{\"cpus\":1,\"memory\":\"1Gi\"%s}}"
                    .formatted(name, image, version, gpus);
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/workspaces"))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 201) {
                throw new IllegalStateException(answer.body());
            }
            Matcher id = Pattern.compile("\"id\":\"(\\w+)\"").matcher(answer.body());
            id.find();
            return id.group(1);
        }

        void removeAll() throws Exception {
            token = command("token", "alice").strip();
            Matcher ids = ids();
            while (ids.find()) {
                do {
                    HTTP.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/workspaces/" + ids.group(1)))
                                    .header("Authorization", "Bearer " + token)
                                    .DELETE()
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
                } while (ids.find());
                Thread.sleep(50); // those that were told to go are asked for again until they are gone
                ids = ids();
            }
            String label = "label=dev.slipway.installation=" + installation();
            while (!run("docker", "ps", "-aq", "--filter", label).isBlank()) {
                Thread.sleep(200); // as it goes: the engine's containers outlive their rows by moments
            }
        }

        /** Of a page of workspaces. */
        Matcher ids() throws Exception {
            String list = HTTP.send(
                            request("http://127.0.0.1:" + port + "/api/v1/workspaces?limit=200", Map.of("Authorization", "Bearer " + token)),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return Pattern.compile("\"id\":\"(\\w+)\"").matcher(list);
        }

        String installation() throws IOException {
            return Files.readAllLines(home.resolve("settings.env")).getFirst().replace("INSTALLATION=", "");
        }

        String host(String id) {
            return id + ".apps.localhost:" + port;
        }
    }

    static HttpRequest request(String url, Map<String, String> headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
        headers.forEach(builder::header);
        return builder.build();
    }

    /** Asks every 20 ms until a 200 comes. */
    static void await(HttpRequest request) throws Exception {
        long began = System.nanoTime();
        while (seconds(began) < 120) {
            try {
                if (HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not there yet
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("no answer from " + request.uri());
    }

    static void row(String name, String what, double ours, double beside, String wanted) {
        System.out.printf(Locale.ROOT, "%-10s %-34s %12.2f %12.2f %7.2f   %s%n", name, what, ours, beside, ours / beside, wanted);
    }

    static double number(String text, String pattern) {
        return Double.parseDouble(found(text, pattern));
    }

    static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    static String run(String... command) {
        return run(HOME, command);
    }

    /** Runs a command whose Slipway, if it is one, has its state in a folder. */
    static String run(Path home, String... command) {
        try {
            Process process = process(home, command).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static int tryRun(String... command) throws Exception {
        return process(HOME, command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    static ProcessBuilder process(Path home, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = new HashMap<>(builder.environment());
        environment.put("SLIPWAY_HOME", home.toString());
        environment.put("SLIPWAY_CATALOG_FILE", ROOT.resolve("bench/catalog.yaml").toString());
        environment.put("SLIPWAY_WORKSPACES_PER_USER", "600");
        builder.environment().putAll(environment);
        return builder;
    }
}
