package dev.slipway.idle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.activity.Sign;
import dev.slipway.readiness.ServerClient;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.workspace.Workspace;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a Jupyter server whether a kernel of it is busy. The times of activity that it tells besides are of no use: requests that
 * an open page makes by itself count for it too. The server is its user's: it may lie to live longer.
 */
@ApplicationScoped
class JupyterKernels {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int LARGEST = 1 << 18;

    /** Jupyter itself shall not take the question for activity. */
    private static final String KERNELS = "/api/kernels?no_track_activity=1";

    private final ObjectMapper json;
    private final Clock clock;

    JupyterKernels(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /** Whether one is busy; unknown where the server does not say so in time and in the known form. */
    Sign look(Workspace workspace) {
        Optional<Endpoint> server = workspace.status().endpoint();
        if (server.isEmpty()) {
            return new Sign.Unknown("The server's address is not known");
        }
        try {
            HttpResponse<byte[]> response =
                    ServerClient.get(server.get(), KERNELS, workspace.serverToken(), DEADLINE, LARGEST);
            return response.statusCode() == 200
                    ? read(json.readTree(response.body()))
                    : new Sign.Unknown("The server answers with status " + response.statusCode());
        } catch (IOException e) {
            return new Sign.Unknown("The server does not answer as a Jupyter server does");
        } catch (InterruptedException e) {
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
