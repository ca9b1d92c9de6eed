package dev.slipway.readiness;

import dev.slipway.database.Database;
import dev.slipway.runtime.container.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Asks servers in containers something. A server is its user's: it may neither hold up nor fill the platform, so that one deadline is
 * over connecting, asking and the whole answer together, and an answer that is larger than expected is none.
 */
public final class ServerClient {
    /** Whatever proxies this JVM has, containers are not behind them. */
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    /**
     * Characters that neither a path nor a query may have (RFC 3986, 3.3 and 3.4), and a per cent sign that is not followed by two
     * hexadecimal digits.
     */
    private static final Pattern NOT_OF_A_URL = Pattern.compile("[^A-Za-z0-9._~:/?@!$&'()*+,;=%-]|%(?![0-9A-Fa-f]{2})");

    private ServerClient() {}

    /**
     * Asks for what is at a path.
     *
     * @param path with its query; what a URL cannot have is encoded
     * @param token that the server was started with
     * @param most bytes of an answer's body
     * @throws IOException when it does not answer so, and in time
     */
    public static HttpResponse<byte[]> get(Endpoint server, String path, String token, Duration deadline, int most)
            throws IOException, InterruptedException {
        return send(server, path, token, deadline, BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
    }

    /**
     * Asks for what is at a path, and reads no more than the answer's head.
     *
     * @return the answer's status
     * @throws IOException when it does not answer in time
     */
    static int status(Endpoint server, String path, String token, Duration deadline)
            throws IOException, InterruptedException {
        return send(server, path, token, deadline, head -> new NoBody()).statusCode();
    }

    private static <T> HttpResponse<T> send(
            Endpoint server, String path, String token, Duration deadline, BodyHandler<T> body)
            throws IOException, InterruptedException {
        Database.requireOutside("a container's server");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server + encoded(path)))
                .header("Authorization", "token " + token)
                .build();
        CompletableFuture<HttpResponse<T>> answer = HTTP.sendAsync(request, body);
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException fault ? fault : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + deadline, e);
        } finally {
            answer.cancel(true); // where the answer is not complete, this closes the connection
        }
    }

    /** Takes nothing of a body, and has the connection closed. */
    private static final class NoBody implements BodySubscriber<Boolean> {
        @Override
        public CompletionStage<Boolean> getBody() {
            return CompletableFuture.completedStage(true);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> item) {}

        @Override
        public void onError(Throwable fault) {}

        @Override
        public void onComplete() {}
    }

    private static String encoded(String path) {
        return NOT_OF_A_URL
                .matcher(path)
                .replaceAll(found -> HexFormat.ofDelimiter("")
                        .withUpperCase()
                        .formatHex(found.group().getBytes(StandardCharsets.UTF_8))
                        .replaceAll("..", "%$0"));
    }
}
