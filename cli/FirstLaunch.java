import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A user's first steps, for {@code ./slipway test --fresh}: launches JupyterLab, waits for its first answer, computes in it as a
 * notebook does, and leaves it running. Needs nothing but a JDK:
 *
 * <pre>java FirstLaunch.java http://localhost:8080 TOKEN</pre>
 */
final class FirstLaunch {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
    private final URI platform;
    private final String token;

    private FirstLaunch(URI platform, String token) {
        this.platform = platform;
        this.token = token;
    }

    public static void main(String[] arguments) throws Exception {
        // A request names the workspace that it means; *.localhost is the loopback for browsers, not for every resolver.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        FirstLaunch launch = new FirstLaunch(URI.create(arguments[0]), arguments[1]);
        long began = System.nanoTime();
        String workspace = launch.create();
        launch.firstAnswer(workspace);
        System.out.printf("launched %s; the first answer after %.1f s%n", workspace, seconds(began));
        String printed = launch.compute(workspace, "print(6 * 7)");
        if (!printed.equals("42\\n")) {
            throw new IOException("6 * 7 is not " + printed);
        }
        System.out.printf("a kernel computed 6 * 7 = 42 after %.1f s%n", seconds(began));
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private String create() throws IOException, InterruptedException {
        String body = "{\"name\": \"first\", \"image\": \"jupyter\", \"version\": \"debian-13\"}";
        return field("id", send(request("/api/v1/workspaces").POST(BodyPublishers.ofString(body)), 201));
    }

    /** Held until the workspace serves. */
    private void firstAnswer(String workspace) throws IOException, InterruptedException {
        send(request("/api").setHeader("Host", host(workspace)), 200);
    }

    private String compute(String workspace, String code) throws IOException, InterruptedException {
        String kernel = field(
                "id",
                send(request("/api/kernels").setHeader("Host", host(workspace)).POST(BodyPublishers.ofString("{}")), 201));
        Printed printed = new Printed();
        WebSocket socket = http.newWebSocketBuilder()
                .header("Host", host(workspace))
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create("ws://127.0.0.1:" + platform.getPort() + "/api/kernels/" + kernel + "/channels"), printed)
                .join();
        socket.sendText(
                        """
                        {"channel": "shell", "parent_header": {}, "metadata": {},
                         "header": {"msg_id": "1", "msg_type": "execute_request", "session": "1", "username": "", "version": "5.3"},
                         "content": {"code": "%s", "silent": false}}
                        """
                                .formatted(code),
                        true)
                .join();
        String text = printed.texts.poll(60, TimeUnit.SECONDS);
        socket.abort();
        if (text == null) {
            throw new IOException("the kernel printed nothing within 60 s");
        }
        return text;
    }

    /** What the kernel's messages say that the code printed, as it stands in their JSON. */
    private static final class Printed implements WebSocket.Listener {
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                if (message.indexOf("\"stream\"") >= 0) {
                    texts.add(field("text", message.toString()));
                }
                message.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + platform.getPort() + path))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private String host(String workspace) {
        return workspace + ".apps.localhost:" + platform.getPort();
    }

    private String send(HttpRequest.Builder request, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new IOException(answer.request().method() + " " + answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static String field(String name, String json) {
        Matcher field = Pattern.compile("\"" + name + "\": *\"([^\"]*)\"").matcher(json);
        if (!field.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return field.group(1);
    }
}
