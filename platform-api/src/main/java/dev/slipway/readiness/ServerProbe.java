package dev.slipway.readiness;

import dev.slipway.catalog.RunContract;
import dev.slipway.runtime.container.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Asks a server whether it serves. */
public final class ServerProbe {
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private ServerProbe() {}

    /**
     * A server serves if it answers with a status from 200 to 499. It does not where the connection is refused or cut, or where the
     * answer is late or no HTTP. Returns within two seconds, and at once when its thread is interrupted. To ask again and again while a
     * server starts is cheap: until it listens, a question is one refused connection, of which the HTTP client hears nothing.
     *
     * @param endpoint where it is reached
     * @param token that it was started with
     */
    public static boolean serves(RunContract run, Endpoint endpoint, String token) {
        long began = System.nanoTime();
        try {
            connect(endpoint);
            Duration left = DEADLINE.minusNanos(System.nanoTime() - began);
            int status = ServerClient.status(endpoint, run.readyPath(), token, left);
            return status >= 200 && status < 500;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Makes a connection and closes it.
     *
     * @throws IOException where nobody listens, or nobody accepts in time
     */
    private static void connect(Endpoint endpoint) throws IOException {
        // A channel's socket, since an interrupt ends its wait on any thread.
        try (SocketChannel channel = SocketChannel.open()) {
            channel.socket()
                    .connect(
                            new InetSocketAddress(endpoint.host(), endpoint.port()),
                            Math.toIntExact(DEADLINE.toMillis()));
        }
    }
}
