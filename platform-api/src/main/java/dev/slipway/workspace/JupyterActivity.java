package dev.slipway.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a Jupyter server when someone last worked in it. The server is its user's: it may lie to live longer, and it may not
 * hold up or fill the platform, so that an answer has a deadline and a size.
 */
@ApplicationScoped
class JupyterActivity {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final long LARGEST = 1 << 18;

    /** Jupyter takes requests for activity, but for those that say so. */
    private static final String UNTRACKED = "?no_track_activity=1";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DEADLINE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    private final ObjectMapper json;
    private final Clock clock;

    JupyterActivity(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /** Now while a kernel is busy, else its last activity; empty when it does not say. */
    Optional<Instant> lastIn(Workspace workspace) {
        Instant now = clock.instant();
        Optional<JsonNode> kernels = get(workspace, "/api/kernels");
        if (kernels.isPresent()) {
            for (JsonNode kernel : kernels.get()) {
                if (kernel.path("execution_state").asText().equals("busy")) {
                    return Optional.of(now);
                }
            }
        }
        return get(workspace, "/api/status")
                .flatMap(status -> time(status.path("last_activity").asText()))
                .map(at -> at.isAfter(now) ? now : at);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Optional<JsonNode> get(Workspace workspace, String path) {
        if (workspace.address().isEmpty()) {
            return Optional.empty();
        }
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + workspace.address().get() + path + UNTRACKED))
                .header("Authorization", "token " + workspace.serverToken())
                .timeout(DEADLINE)
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
        try {
            HttpResponse<byte[]> response = answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            return response.statusCode() == 200 ? Optional.of(json.readTree(response.body())) : Optional.empty();
        } catch (ExecutionException | TimeoutException | IOException e) {
            answer.cancel(true);
            return Optional.empty();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
