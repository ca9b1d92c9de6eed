package dev.slipway.launch;

import dev.slipway.container.ContainerConfig;
import dev.slipway.loop.PassedTime;
import dev.slipway.readiness.Pace;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.workspace.Workspace;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Waits for the server of a workspace whose container runs; the more workspaces wait, the seldomer each server is asked. */
@ApplicationScoped
public class ServerWait {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final ReadinessProbe probe;
    private final ContainerConfig config;
    private final PassedTime time;
    private final AtomicInteger waiting = new AtomicInteger();

    ServerWait(ReadinessProbe probe, ContainerConfig config, PassedTime time) {
        this.probe = probe;
        this.config = config;
        this.time = time;
    }

    /** How a wait ended. */
    public sealed interface Outcome {
        /** It serves. */
        record Serves(Endpoint endpoint) implements Outcome {}

        /** It had as long as a server may take, and does not serve. */
        record Late(Duration allowed) implements Outcome {}

        /** Container and row are worth a look before it is asked further. */
        record LookAgain() implements Outcome {}
    }

    /**
     * Asks again and again for up to five seconds, so that a look at the container and the row comes in between.
     *
     * @param host where the container is reached
     */
    public Outcome await(Workspace workspace, String host, Turn turn) throws InterruptedException {
        Duration allowed = config.startTimeout();
        if (time.since(workspace.times().stateSince()).compareTo(allowed) > 0) {
            return new Outcome.Late(allowed);
        }
        Endpoint endpoint = probe.endpointOf(workspace, host);
        long end = System.nanoTime() + BETWEEN_LOOKS.toNanos();
        waiting.incrementAndGet();
        try {
            while (System.nanoTime() < end && !turn.isAsked()) {
                if (turn.outside(() -> probe.serves(workspace, endpoint))) {
                    return new Outcome.Serves(endpoint);
                }
                turn.await(Pace.betweenAsks(time.since(workspace.times().stateSince()), waiting.get()));
            }
        } finally {
            waiting.decrementAndGet();
        }
        turn.take();
        return new Outcome.LookAgain();
    }
}
