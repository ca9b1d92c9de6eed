package dev.slipway.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A terminal of JupyterLab's in a workspace, spoken with as its page does: through the platform's proxy
 * (<a href="https://github.com/jupyter/terminado/blob/main/doc/websocket.rst">messages</a>).
 */
final class JupyterTerminal implements AutoCloseable, WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<String> written = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    JupyterTerminal(Stack stack, String workspace, String user) throws IOException, InterruptedException {
        HttpResponse<String> made = stack.http.send(
                stack.onOrigin(workspace, "/api/terminals", user)
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (made.statusCode() != 200) {
            throw new IOException("no terminal: " + made.statusCode() + " " + made.body());
        }
        String name = JSON.readTree(made.body()).path("name").asText();
        socket = stack.http
                .newWebSocketBuilder()
                .header("Host", Stack.host(workspace))
                .header("Authorization", "Bearer " + stack.token(user))
                .connectTimeout(Duration.ofSeconds(20))
                .buildAsync(URI.create("ws://127.0.0.1:" + Stack.PORT + "/terminals/websocket/" + name), this)
                .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                JsonNode message = JSON.readTree(text.toString());
                if (message.path(0).asText().equals("stdout")) {
                    written.add(message.path(1).asText());
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    /** Types a command, waits for its end, and returns what it wrote; one that fails is thrown. */
    String run(String command, Duration deadline) throws IOException, InterruptedException {
        String mark = UUID.randomUUID().toString().substring(0, 8);
        // What is typed comes back too: the marks are whole only where they are written.
        String line = "echo be''gins-" + mark + "; { " + command + "; }; echo en''ds-" + mark + "-$?-\r";
        socket.sendText(JSON.writeValueAsString(List.of("stdin", line)), true).join();
        Pattern whole = Pattern.compile("begins-" + mark + "\\R(.*)ends-" + mark + "-(\\d+)-", Pattern.DOTALL);
        StringBuilder seen = new StringBuilder();
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            String more = written.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (more == null) {
                throw new IOException(command + " did not end within " + deadline + "; it wrote: " + seen);
            }
            seen.append(more);
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
        socket.abort();
    }
}
