package dev.slipway.testing;

import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A second process of the platform beside the stack's: the same program with the same settings, on a port of its own. */
public final class SecondProcess implements AutoCloseable {
    static final int PORT = Stack.PORT + 50;

    private final Stack stack = Stack.get();
    private final Process process;

    /** Starts it, with these settings in place of the stack's. */
    public SecondProcess(Map<String, String> settings) {
        long first = stack.pid("platform");
        List<String> command = new ArrayList<>(words(first, "cmdline"));
        command.removeIf(word -> word.startsWith("-Djava.io.tmpdir="));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(stack.home().resolve("logs/second.log").toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        for (String entry : words(first, "environ")) {
            int end = entry.indexOf('=');
            if (end > 0) {
                environment.put(entry.substring(0, end), entry.substring(end + 1));
            }
        }
        environment.put("SLIPWAY_PORT", Integer.toString(PORT));
        environment.putAll(settings);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> !process.isAlive() || isReady());
    }

    private static List<String> words(long pid, String file) {
        try {
            return Arrays.asList(Files.readString(Path.of("/proc/" + pid + "/" + file), StandardCharsets.UTF_8)
                    .split("\0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the first is told of the database, but at another port of this host. */
    public static String databaseAt(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/slipway";
    }

    public boolean isReady() {
        return RestAssured.given()
                        .baseUri("http://127.0.0.1:" + PORT)
                        .get("/q/health/ready")
                        .statusCode()
                == 200;
    }

    /** Whether it listens to what other processes change. */
    public boolean hearsOthers() {
        return RestAssured.get(url("/q/health/live"))
                .jsonPath()
                .getString("checks.data")
                .matches("(?s).*changes-heard:done.*");
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + PORT + path);
    }

    public boolean lives() {
        return process.isAlive();
    }

    /** Returns when it has ended by itself; false: it has not within so long. */
    public boolean awaitEnd(Duration most) throws InterruptedException {
        return process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A request to its API, by the address that users know. */
    public RequestSpecification as(String user) {
        return RestAssured.given()
                .baseUri("http://127.0.0.1:" + PORT)
                .basePath("/api/v1")
                .header("Host", "localhost:" + Stack.PORT)
                .auth()
                .oauth2(stack.token(user))
                .contentType(ContentType.JSON);
    }

    /** Ends it as {@code kill -9} does. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
