package dev.slipway.workspace;

import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.image.Catalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/** Asks a workspace's server whether it serves. */
@ApplicationScoped
class ReadinessProbe {
    private static final int TIMEOUT = (int) Duration.ofSeconds(2).toMillis();

    private final Catalogue catalogue;

    ReadinessProbe(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Any answer below 500 is an answer; what is refused, cut or late is none. */
    boolean serves(Workspace workspace, String host) {
        RunContract run = contractOf(workspace);
        if (!listens(host, run.port())) {
            return false;
        }
        try {
            URI uri = URI.create("http://" + addressOf(workspace, host) + run.readyPath());
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT);
            connection.setReadTimeout(TIMEOUT);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Authorization", "token " + workspace.serverToken());
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

    String addressOf(Workspace workspace, String host) {
        return host + ":" + contractOf(workspace).port();
    }

    private RunContract contractOf(Workspace workspace) {
        return catalogue
                .version(workspace.image(), workspace.version())
                .flatMap(ImageVersion::run)
                .orElseThrow(() ->
                        new IllegalStateException("workspace " + workspace.id() + " runs an image of no catalogue"));
    }
}
