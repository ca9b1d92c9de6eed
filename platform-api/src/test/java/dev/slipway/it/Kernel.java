package dev.slipway.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A Jupyter kernel in a workspace, spoken with as a notebook does: through the platform's proxy
 * (<a href="https://jupyter-client.readthedocs.io/en/stable/messaging.html">messaging</a>).
 */
final class Kernel implements AutoCloseable, WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final String session = UUID.randomUUID().toString();
    private final WebSocket socket;

    Kernel(Stack stack, String workspace, String user) throws IOException, InterruptedException {
        HttpResponse<String> made = stack.http.send(
                stack.onOrigin(workspace, "/api/kernels", user)
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (made.statusCode() != 201) {
            throw new IOException("no kernel: " + made.statusCode() + " " + made.body());
        }
        String id = JSON.readTree(made.body()).path("id").asText();
        socket = stack.http
                .newWebSocketBuilder()
                .header("Host", Stack.host(workspace))
                .header("Authorization", "Bearer " + stack.token(user))
                .connectTimeout(Duration.ofSeconds(20))
                .buildAsync(URI.create("ws://127.0.0.1:" + Stack.PORT + "/api/kernels/" + id + "/channels"), this)
                .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                messages.add(JSON.readTree(text.toString()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    /** Runs a cell and returns what it prints; what it raises is thrown. */
    String run(String code, Duration deadline) throws IOException, InterruptedException {
        String id = UUID.randomUUID().toString();
        socket.sendText(
                        JSON.writeValueAsString(Map.of(
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
                                "content", Map.of("code", code, "silent", false, "store_history", false))),
                        true)
                .join();
        StringBuilder printed = new StringBuilder();
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            JsonNode message = messages.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
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
        socket.abort();
    }
}
