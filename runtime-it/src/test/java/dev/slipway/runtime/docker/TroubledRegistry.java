package dev.slipway.runtime.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A registry over plain HTTP that has no image and says so, or has trouble of another kind, by the image's name. */
final class TroubledRegistry implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final Map<String, String> TROUBLES = Map.of(
            "missing", "404 Not Found|MANIFEST_UNKNOWN|manifest unknown",
            "unnamed", "404 Not Found|NAME_UNKNOWN|repository name not known to registry",
            "denied", "403 Forbidden|DENIED|requested access to the resource is denied",
            "busy", "429 Too Many Requests|TOOMANYREQUESTS|too many requests",
            "broken", "503 Service Unavailable|UNAVAILABLE|service unavailable");

    private final ServerSocket server;

    TroubledRegistry() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            int first = socket.getInputStream().read();
            if (first < 0 || first == TLS_HANDSHAKE) {
                return;
            }
            BufferedReader request =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = (char) first + String.valueOf(request.readLine());
            while (!String.valueOf(request.readLine()).isBlank()) {
                // the request's header
            }
            String[] path = line.split(" ", -1)[1].split("/", -1);
            if (path.length <= 3) {
                write(socket, "200 OK", "{}", line);
            } else if (TROUBLES.containsKey(path[2])) {
                String[] trouble = TROUBLES.get(path[2]).split("\\|", -1);
                String body = "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}".formatted(trouble[1], trouble[2]);
                write(socket, trouble[0], body, line);
            } // else it is cut off
        } catch (IOException e) {
            // the engine has left
        }
    }

    private static void write(Socket socket, String status, String body, String request) throws IOException {
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\nDocker-Distribution-Api-Version: registry/2.0\r\nConnection: close\r\n\r\n";
        socket.getOutputStream()
                .write((request.startsWith("HEAD") ? head : head + body).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
