package dev.slipway.testing.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.testing.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Something of a Jupyter server's in a workspace that is made by a request and then spoken with on a WebSocket, in JSON. */
final class JupyterSocket implements AutoCloseable, WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    /**
     * Makes it, through the platform's proxy.
     *
     * @param made where it is made, by a POST
     * @param status that this is answered with
     * @param field of the answer, by which the thing is known
     * @param spokenWith the WebSocket's path, with {@code %s} for that field
     */
    JupyterSocket(Stack stack, String workspace, String user, String made, int status, String field, String spokenWith)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = stack.http.send(
                stack.onOrigin(workspace, made, user)
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new IOException("nothing made at " + made + ": " + answer.statusCode() + " " + answer.body());
        }
        String id = JSON.readTree(answer.body()).path(field).asText();
        socket = stack.http
                .newWebSocketBuilder()
                .header("Host", Stack.host(workspace))
                .header("Authorization", "Bearer " + stack.token(user))
                .connectTimeout(Duration.ofSeconds(20))
                .buildAsync(URI.create("ws://127.0.0.1:" + Stack.PORT + spokenWith.formatted(id)), this)
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

    void send(Object message) throws IOException {
        socket.sendText(JSON.writeValueAsString(message), true).join();
    }

    /**
     * The next message.
     *
     * @param end until when it is waited for, as {@link System#nanoTime()} tells it
     * @return null: none came
     */
    @Nullable
    JsonNode next(long end) throws InterruptedException {
        return messages.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
