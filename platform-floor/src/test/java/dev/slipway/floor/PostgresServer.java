package dev.slipway.floor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL server of this JVM's own, of the binaries that {@code ./slipway up} runs. Nothing of it is meant to outlive the
 * JVM, so that it waits for no disk.
 */
final class PostgresServer {
    private static final String NOBODY = "65534";

    private final Path folder;
    private final int port = freePort();
    private final Process process;

    PostgresServer() {
        try {
            folder = Files.createTempDirectory("slipway-floor-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            unpack();
            initialize();
            process = start(
                    "bin/postgres",
                    "-D",
                    "data",
                    "-p",
                    Integer.toString(port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    "fsync=off",
                    "-c",
                    "synchronous_commit=off",
                    "-c",
                    "full_page_writes=off",
                    "-c",
                    "max_connections=120");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        Awaitility.await().until(this::answers);
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private void unpack() throws IOException {
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        try (InputStream binaries = PostgresServer.class.getResourceAsStream("/postgres-linux-" + arch + ".txz")) {
            Path archive = folder.resolve("postgres.txz");
            Files.copy(binaries, archive);
            run("tar", "-xJf", archive.toString(), "-C", folder.toString());
            Files.delete(archive);
        }
    }

    private void initialize() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        if (isRoot()) {
            run("chown", NOBODY + ":" + NOBODY, data.toString());
        }
        await(start(
                "bin/initdb",
                "-D",
                "data",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--auth=trust",
                "--no-sync"));
    }

    /** PostgreSQL refuses to be root. */
    private Process start(String... command) throws IOException {
        List<String> line = new ArrayList<>(
                isRoot() ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups") : List.of());
        line.addAll(Arrays.asList(command));
        return new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private void run(String... command) throws IOException {
        await(new ProcessBuilder(command).inheritIO().start());
    }

    private void await(Process started) throws IOException {
        try {
            if (started.waitFor() != 0) {
                Path log = folder.resolve("log");
                throw new IOException("a program ended with " + started.exitValue() + ": "
                        + (Files.exists(log) ? Files.readString(log) : ""));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("PostgreSQL does not start: " + Files.readString(folder.resolve("log")));
        }
        try (Connection connection = DriverManager.getConnection(url(), "postgres", "")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** At once: nothing of it is kept. */
    private void stop() {
        try {
            process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + folder + " (" + e.getMessage() + ")");
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
