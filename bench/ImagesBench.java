import dev.slipway.catalog.registry.Digest;
import dev.slipway.catalog.registry.Platform;
import dev.slipway.catalog.registry.Registries;
import dev.slipway.catalog.registry.RegistryClient;
import dev.slipway.catalog.registry.RegistryReference;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what images cost: {@code ./slipway bench images}. Two hundred references are resolved against Debian's
 * docker-registry on loopback; an image of 1 GiB is pulled from it by {@code docker pull} and through Slipway by turns.
 */
public final class ImagesBench {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int PORT = 19080;
    private static final int REGISTRY_PORT = 19089;
    private static final String REGISTRY = "127.0.0.1:" + REGISTRY_PORT;
    private static final int REFERENCES = 200;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Path root;
    private static Path folder;
    private static String token = "";

    private ImagesBench() {}

    /**
     * Runs.
     *
     * @param arguments Slipway's folder, a folder of the benchmark's own
     */
    public static void main(String[] arguments) throws Exception {
        root = Path.of(arguments[0]);
        folder = Files.createDirectories(Path.of(arguments[1], "images"));
        Process registry = startRegistry();
        try {
            System.out.printf("%-44s %12s %12s %7s   %s%n", "what", "Slipway", "beside it", "ratio", "wanted");
            resolve();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> tryRun(root.resolve("slipway").toString(), "down")));
            pull();
        } finally {
            registry.destroy();
            registry.waitFor();
        }
    }

    private static Process startRegistry() throws Exception {
        Path settings = Files.writeString(folder.resolve("registry.yaml"), """
                version: 0.1
                log: {level: error}
                storage:
                  filesystem: {rootdirectory: %s}
                http: {addr: "%s"}
                """.formatted(folder.resolve("data"), REGISTRY));
        Process process = new ProcessBuilder("docker-registry", "serve", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), REGISTRY_PORT).close();
                return process;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw new IOException(Files.readString(folder.resolve("registry.log")), e);
                }
                Thread.sleep(50);
            }
        }
    }

    /** Twenty repositories with ten tags each: a manifest and a configuration to read for each reference. */
    private static void resolve() throws Exception {
        List<RegistryReference> references = new ArrayList<>();
        for (int i = 0; i < REFERENCES; i++) {
            String repository = "bench/r" + i / 10;
            byte[] layer = ("layer " + i).getBytes(StandardCharsets.UTF_8);
            byte[] config = ("{\"os\":\"linux\",\"architecture\":\"" + Platform.here().architecture()
                            + "\",\"config\":{\"Env\":[\"N=" + i + "\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                            + Digest.of(layer) + "\"]}}")
                    .getBytes(StandardCharsets.UTF_8);
            blob(repository, layer);
            blob(repository, config);
            String type = "application/vnd.oci.image.manifest.v1+json";
            String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + type + "\",\"config\":"
                    + descriptor("application/vnd.oci.image.config.v1+json", config) + ",\"layers\":["
                    + descriptor("application/vnd.oci.image.layer.v1.tar", layer) + "]}";
            put("/v2/" + repository + "/manifests/t" + i, type, manifest.getBytes(StandardCharsets.UTF_8));
            references.add(RegistryReference.parse(REGISTRY + "/" + repository + ":t" + i));
        }
        Path list = Files.writeString(
                folder.resolve("registries.yaml"),
                "registries: [{host: \"" + REGISTRY + "\", plainHttp: true, privateAddresses: true}]\n");
        List<Double> one = new ArrayList<>();
        List<Double> eight = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) { // the first compiles
            try (RegistryClient client = new RegistryClient(Registries.read(list), Clock.systemUTC())) {
                one.add(timed(() -> references.forEach(reference -> client.resolve(reference, Platform.here()))));
                eight.add(timed(() -> {
                    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
                        List<Future<?>> all = new ArrayList<>();
                        references.forEach(reference ->
                                all.add(threads.submit(() -> client.resolve(reference, Platform.here()))));
                        for (Future<?> done : all) {
                            done.get();
                        }
                    }
                }));
            }
        }
        row("200 references resolved one by one, s", median(one), Double.NaN, "");
        row("200 references resolved, eight at once, s", median(eight), Double.NaN, "");
    }

    private static void blob(String repository, byte[] content) throws Exception {
        HttpResponse<Void> begun = send(HttpRequest.newBuilder(
                        URI.create("http://" + REGISTRY + "/v2/" + repository + "/blobs/uploads/"))
                .POST(HttpRequest.BodyPublishers.noBody()));
        String location = begun.headers().firstValue("Location").orElseThrow();
        put(location + (location.contains("?") ? "&" : "?") + "digest=" + Digest.of(content), "application/octet-stream", content);
    }

    private static void put(String path, String type, byte[] content) throws Exception {
        send(HttpRequest.newBuilder(URI.create("http://" + REGISTRY + "/").resolve(path))
                .header("Content-Type", type)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    private static HttpResponse<Void> send(HttpRequest.Builder request) throws Exception {
        HttpResponse<Void> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.uri() + " answers " + answer.statusCode());
        }
        return answer;
    }

    private static String descriptor(String type, byte[] content) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Digest.of(content) + "\",\"size\":" + content.length + "}";
    }

    /** Four layers of 256 MiB that do not compress, pulled by turns. */
    private static void pull() throws Exception {
        String reference = REGISTRY + "/bench/large:1";
        push(reference);
        run(root.resolve("slipway").toString(), "up", "--detach", "--port", "" + PORT);
        token = run(root.resolve("slipway").toString(), "token", "admin").strip();
        tryApi("DELETE", "/images/bench-large/versions/1", "");
        String registered = api("POST", "/images", """
                {"name": "bench-large", "title": "Large", "framework": "none",
                 "version": {"version": "1", "reference": "%s", "check": false}}""".formatted(reference));
        String digest = field(registered, "digest");
        List<Double> ours = new ArrayList<>();
        List<Double> docker = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            docker.add(timed(() -> run("docker", "pull", "-q", REGISTRY + "/bench/large@" + digest)));
            forget();
            ours.add(timed(ImagesBench::pullThroughSlipway));
            forget();
        }
        tryApi("DELETE", "/images/bench-large/versions/1", "");
        row("a pull of 1 GiB, s, beside docker pull", median(ours), median(docker), "<= 1.05");
    }

    private static void push(String reference) throws Exception {
        Path context = Files.createDirectories(folder.resolve("large"));
        StringBuilder dockerfile = new StringBuilder("FROM scratch\n");
        Random random = new Random(1);
        byte[] piece = new byte[1 << 20];
        for (int layer = 0; layer < 4; layer++) {
            try (OutputStream out = Files.newOutputStream(context.resolve("part" + layer))) {
                for (int i = 0; i < 256; i++) {
                    random.nextBytes(piece);
                    out.write(piece);
                }
            }
            dockerfile.append("COPY part").append(layer).append(" /\n");
        }
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        run("docker", "build", "-q", "-t", reference, context.toString());
        run("docker", "push", "-q", reference);
        forget();
    }

    private static void forget() throws Exception {
        for (String name : List.of(REGISTRY + "/bench/large", "slipway/bench-large")) {
            for (String id : run("docker", "image", "ls", "-q", "--no-trunc", name).lines().distinct().toList()) {
                tryRun("docker", "image", "rm", "-f", id);
            }
        }
    }

    private static void pullThroughSlipway() throws Exception {
        String operation = field(api("POST", "/images/bench-large/versions/1/pull", ""), "id");
        // As the page does: the stream ends with the operation.
        HttpResponse<String> events = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/api/v1/operations/" + operation + "/events/stream"))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (!events.body().contains("\"SUCCEEDED\"")) {
            throw new IOException(events.body());
        }
    }

    private static String api(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = tryApi(method, path, body);
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + " answers " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static HttpResponse<String> tryApi(String method, String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/api/v1" + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return matcher.group(1);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double timed(Work work) throws Exception {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }

    private static void row(String what, double ours, double beside, String wanted) {
        System.out.printf(
                Locale.ROOT, "%-44s %12.2f %12s %7s   %s%n", what, ours,
                Double.isNaN(beside) ? "" : String.format(Locale.ROOT, "%.2f", beside),
                Double.isNaN(beside) ? "" : String.format(Locale.ROOT, "%.2f", ours / beside), wanted);
    }

    private static String run(String... command) throws Exception {
        Process process = started(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(Arrays.toString(command) + ": " + output);
        }
        return output;
    }

    private static int tryRun(String... command) {
        try {
            Process process = started(command);
            process.getInputStream().readAllBytes();
            return process.waitFor();
        } catch (IOException | InterruptedException e) {
            return -1;
        }
    }

    private static Process started(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of(
                "DOCKER_BUILDKIT", "0",
                "SLIPWAY_HOME", folder.getParent().toString(),
                "SLIPWAY_REGISTRIES_FILE", folder.resolve("registries.yaml").toString()));
        return builder.start();
    }
}
