package dev.slipway.runtime.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program of the host's and waits for its end, but not for ever: what it writes is read, and what it is given is
 * written, on threads beside the one that waits, so that no program can hold that one by reading or writing nothing.
 */
public final class Program {
    /** How long output that is still in the pipe may take once the program has ended: a child of its may hold the pipe. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private Program() {}

    /**
     * How a program ended.
     *
     * @param exitCode 0: it did what it was asked
     * @param output what it wrote, its errors among it
     */
    public record Ended(int exitCode, String output) {}

    /**
     * Runs it.
     *
     * @param input what it reads
     * @throws IOException when it cannot be started, or has not ended within the deadline, at which it is killed
     */
    public static Ended run(Duration deadline, String input, List<String> command)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            Thread reader = Thread.ofVirtual().start(() -> read(process.getInputStream(), output));
            Thread.ofVirtual().start(() -> write(process.getOutputStream(), input));
            if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException(command.getFirst() + " did not end within " + deadline.toSeconds() + " seconds");
            }
            reader.join(LAST_WORDS);
            return new Ended(process.exitValue(), output.toString(StandardCharsets.UTF_8));
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private static void read(InputStream from, ByteArrayOutputStream output) {
        try (from) {
            from.transferTo(output);
        } catch (IOException e) {
            // It was killed, or the last words took too long: what came before counts.
            return;
        }
    }

    private static void write(OutputStream to, String input) {
        try (to) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended before it had read everything; its exit code says what that means.
            return;
        }
    }
}
