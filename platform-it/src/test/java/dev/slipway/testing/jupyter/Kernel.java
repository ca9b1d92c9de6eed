package dev.slipway.testing.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.testing.Stack;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * A Jupyter kernel in a workspace, spoken with as a notebook does: through the platform's proxy
 * (<a href="https://jupyter-client.readthedocs.io/en/stable/messaging.html">messaging</a>).
 */
public final class Kernel implements AutoCloseable {
    private final String session = UUID.randomUUID().toString();
    private final JupyterSocket socket;

    public Kernel(Stack stack, String workspace, String user) throws IOException, InterruptedException {
        socket = new JupyterSocket(stack, workspace, user, "/api/kernels", 201, "id", "/api/kernels/%s/channels");
    }

    /** Runs a cell and returns what it prints; what it raises is thrown. */
    public String run(String code, Duration deadline) throws IOException, InterruptedException {
        String id = UUID.randomUUID().toString();
        socket.send(Map.of(
                "channel", "shell",
                "header",
                        Map.of(
                                "msg_id", id,
                                "msg_type", "execute_request",
                                "session", session,
                                "username", "test",
                                "version", "5.3"),
                "parent_header", Map.of(),
                "metadata", Map.of(),
                "content", Map.of("code", code, "silent", false, "store_history", false)));
        StringBuilder printed = new StringBuilder();
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            JsonNode message = socket.next(end);
            if (message == null) {
                throw new IOException("the cell did not end within " + deadline + "; it printed: " + printed);
            }
            if (!id.equals(message.path("parent_header").path("msg_id").asText())) {
                continue;
            }
            JsonNode content = message.path("content");
            switch (message.path("msg_type").asText()) {
                case "stream" -> printed.append(content.path("text").asText());
                case "error" ->
                    throw new IOException(content.path("ename").asText() + ": "
                            + content.path("evalue").asText() + "; it printed: " + printed);
                case "status" -> {
                    if (content.path("execution_state").asText().equals("idle")) {
                        return printed.toString().strip();
                    }
                }
                default -> {}
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
