package dev.slipway.readiness;

import dev.slipway.catalog.RunContract;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/** Asks a server whether it serves. */
public final class ServerProbe {
    private static final int TIMEOUT = (int) Duration.ofSeconds(2).toMillis();

    private ServerProbe() {}

    /**
     * Any answer below 500 is an answer; what is refused, cut or late is none.
     *
     * @param host its container's address
     * @param token that it was started with
     */
    public static boolean serves(RunContract run, String host, String token) {
        if (!listens(host, run.port())) {
            return false;
        }
        try {
            URI uri = URI.create("http://" + host + ":" + run.port() + run.readyPath());
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT);
            connection.setReadTimeout(TIMEOUT);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Authorization", "token " + token);
            try {
                return connection.getResponseCode() < 500;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Asked many times while a server starts, this costs a tenth of a request. */
    private static boolean listens(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
