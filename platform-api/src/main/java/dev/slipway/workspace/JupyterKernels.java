package dev.slipway.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.activity.Sign;
import dev.slipway.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a Jupyter server whether a kernel of it is busy. The times of activity that it tells besides are of no use: requests that
 * an open page makes by itself count for it too. The server is its user's: it may lie to live longer, and it may not hold up
 * or fill the platform, so that an answer has a deadline and a size.
 */
@ApplicationScoped
class JupyterKernels {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final long LARGEST = 1 << 18;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DEADLINE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    private final ObjectMapper json;
    private final Clock clock;

    JupyterKernels(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /** Whether one is busy; unknown where the server does not say so in time and in the known form. */
    Sign look(Workspace workspace) {
        Database.requireOutside("a container's server");
        if (workspace.status().address().isEmpty()) {
            return new Sign.Unknown("The server's address is not known");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        // Jupyter itself shall not take the question for activity.
                        "http://" + workspace.status().address().get() + "/api/kernels?no_track_activity=1"))
                .header("Authorization", "token " + workspace.serverToken())
                .timeout(DEADLINE)
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
        try {
            HttpResponse<byte[]> response = answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            return response.statusCode() == 200
                    ? read(json.readTree(response.body()))
                    : new Sign.Unknown("The server answers with status " + response.statusCode());
        } catch (ExecutionException | TimeoutException | IOException e) {
            answer.cancel(true);
            return new Sign.Unknown("The server does not answer as a Jupyter server does");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Sign.Unknown("The platform is ending");
        }
    }

    private Sign read(JsonNode kernels) {
        if (!kernels.isArray()) {
            return new Sign.Unknown("The server does not answer as a Jupyter server does");
        }
        int busy = 0;
        for (JsonNode kernel : kernels) {
            JsonNode state = kernel.path("execution_state");
            if (!state.isTextual()) {
                return new Sign.Unknown("The server does not say whether its kernels are busy");
            }
            busy += state.asText().equals("busy") ? 1 : 0;
        }
        return busy > 0
                ? new Sign.Seen(clock.instant(), "Busy: " + busy + " of " + kernels.size())
                : new Sign.Quiet("Busy: none of " + kernels.size());
    }
}
