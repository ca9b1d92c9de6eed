package dev.slipway.testing.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.testing.Stack;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A terminal of JupyterLab's in a workspace, spoken with as its page does: through the platform's proxy
 * (<a href="https://github.com/jupyter/terminado/blob/main/doc/websocket.rst">messages</a>).
 */
public final class JupyterTerminal implements AutoCloseable {
    private final JupyterSocket socket;

    public JupyterTerminal(Stack stack, String workspace, String user) throws IOException, InterruptedException {
        socket = new JupyterSocket(stack, workspace, user, "/api/terminals", 200, "name", "/terminals/websocket/%s");
    }

    /** Types a command, waits for its end, and returns what it wrote; one that fails is thrown. */
    public String run(String command, Duration deadline) throws IOException, InterruptedException {
        String mark = UUID.randomUUID().toString().substring(0, 8);
        // What is typed comes back too: the marks are whole only where they are written.
        String line = "echo be''gins-" + mark + "; { " + command + "; }; echo en''ds-" + mark + "-$?-\r";
        socket.send(List.of("stdin", line));
        Pattern whole = Pattern.compile("begins-" + mark + "\\R(.*)ends-" + mark + "-(\\d+)-", Pattern.DOTALL);
        StringBuilder seen = new StringBuilder();
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            JsonNode more = socket.next(end);
            if (more == null) {
                throw new IOException(command + " did not end within " + deadline + "; it wrote: " + seen);
            }
            if (more.path(0).asText().equals("stdout")) {
                seen.append(more.path(1).asText());
            }
            Matcher ended = whole.matcher(seen);
            if (ended.find()) {
                if (!ended.group(2).equals("0")) {
                    throw new IOException(command + " ended with " + ended.group(2) + ": " + ended.group(1));
                }
                return ended.group(1).strip();
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
