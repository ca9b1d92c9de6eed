package dev.slipway.runtime.docker.api;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import dev.slipway.runtime.container.ExecResult;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.engine.EngineException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One command in a running container. */
public final class ExecCall {
    private static final byte[] ATTACHED = "{\"Detach\":false,\"Tty\":false}".getBytes(StandardCharsets.UTF_8);

    private ExecCall() {}

    public static Optional<ExecResult> run(
            DockerConnection connection, String container, List<String> command, Duration deadline) {
        String exec = connection.call(client -> client.execCreateCmd(container)
                .withCmd(command.toArray(String[]::new))
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec()
                .getId());
        Request request = Request.builder()
                .method(Request.Method.POST)
                .path("/v" + connection.apiVersion() + "/exec/" + exec + "/start")
                .putHeader("Content-Type", "application/json")
                .body(new ByteArrayInputStream(ATTACHED))
                .build();
        Output output = new Output();
        RawStream stream = RawStream.open(connection.streamHttp(), request, output);
        try (stream) {
            output.ended.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw EngineFaults.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException.Unavailable("interrupted while a command ran", e);
        }
        Long code = connection.call(client -> client.inspectExecCmd(exec).exec().getExitCodeLong());
        return Optional.of(new ExecResult(code == null ? -1 : code.intValue(), output.text.toString()));
    }

    private static final class Output implements RawStream.Reader {
        private final StringBuilder text = new StringBuilder();
        private final CharacterJoiner stdout = new CharacterJoiner();
        private final CharacterJoiner stderr = new CharacterJoiner();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        @Override
        public void frame(LogLine.Stream stream, byte[] payload) {
            add((stream == LogLine.Stream.STDERR ? stderr : stdout).next(payload));
        }

        @Override
        public void end(Optional<EngineException> fault) {
            add(stdout.end());
            add(stderr.end());
            fault.ifPresentOrElse(ended::completeExceptionally, () -> ended.complete(null));
        }

        private void add(String piece) {
            text.append(piece, 0, Math.min(ExecResult.MOST_OUTPUT - text.length(), piece.length()));
        }
    }
}
