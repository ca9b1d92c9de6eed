package dev.slipway.runtime.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ExecResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One command in a running container. */
final class ExecCall {
    private ExecCall() {}

    static ExecResult run(DockerConnection connection, String container, List<String> command, Duration deadline) {
        String exec = connection.call(client -> {
            try {
                return client.execCreateCmd(container)
                        .withCmd(command.toArray(String[]::new))
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .exec()
                        .getId();
            } catch (DockerException e) {
                throw notRunning(e);
            }
        });
        var output = new Output();
        try {
            connection.streamClient().execStartCmd(exec).exec(output);
            if (!output.awaitCompletion(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new EngineException.Unavailable("the command did not end within " + deadline, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException.Unavailable("interrupted while a command ran", e);
        } catch (RuntimeException e) {
            throw DockerConnection.translated(e);
        }
        Long code = connection.call(client -> client.inspectExecCmd(exec).exec().getExitCodeLong());
        return new ExecResult(code == null ? -1 : code.intValue(), output.text.toString());
    }

    /** Docker answers 409 for a container that does not run; Podman answers 409 or 500 with words. */
    private static RuntimeException notRunning(DockerException fault) {
        String message = String.valueOf(fault.getMessage());
        return fault.getHttpStatus() == 500 && message.contains("state")
                ? new EngineException.Refused(message, fault)
                : fault;
    }

    private static final class Output extends ResultCallback.Adapter<Frame> {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void onNext(Frame frame) {
            int room = ExecResult.MOST_OUTPUT - text.length();
            String piece = new String(frame.getPayload(), StandardCharsets.UTF_8);
            text.append(piece, 0, Math.min(room, piece.length()));
        }
    }
}
