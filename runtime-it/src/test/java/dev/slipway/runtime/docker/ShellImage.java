package dev.slipway.runtime.docker;

import dev.slipway.runtime.image.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An image of Debian's static BusyBox and of {@link SystemCall}s, brought into an engine by its own command line. */
final class ShellImage {
    static final ImageReference REFERENCE = new ImageReference("localhost/slipway-test/shell:1");

    private ShellImage() {}

    /** Imports it with {@code docker} or {@code podman}. */
    static void importWith(String... commandLine) {
        try {
            Path root = Files.createTempDirectory("slipway-shell");
            Path bin = Files.createDirectories(root.resolve("bin"));
            Files.createDirectories(root.resolve("home/tester"));
            Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
            bin.resolve("busybox").toFile().setExecutable(true, false);
            for (String name : List.of("sh", "sleep", "echo", "cat", "id", "touch", "mount")) {
                Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
            }
            Path calls = Files.createDirectories(root.resolve("calls"));
            for (SystemCall call : SystemCall.all()) {
                Path program = Files.write(calls.resolve(call.name()), call.program());
                program.toFile().setExecutable(true, false);
            }
            run("tar", "-C", root.toString(), "-cf", root + ".tar", ".");
            String[] command = new String[commandLine.length + 3];
            System.arraycopy(commandLine, 0, command, 0, commandLine.length);
            command[commandLine.length] = "import";
            command[commandLine.length + 1] = root + ".tar";
            command[commandLine.length + 2] = REFERENCE.value();
            run(command);
            run("rm", "-rf", root.toString(), root + ".tar");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void run(String... command) {
        output(command);
    }

    /** What a program that must succeed writes. */
    static String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
