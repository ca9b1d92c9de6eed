package dev.slipway.runtime.inmemory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A program's server: it reads what is asked and answers 200 with nothing, one caller after the other. */
final class SimulatedServer {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    /** The exit status that a shell reports for a program that SIGTERM ended: 128 + 15. */
    private static final int ENDED = 143;

    private static final int LONGEST_REQUEST = 8192;
    private static final int LONGEST_WAIT_MS = 1000;

    private SimulatedServer() {}

    /** Serves until its thread, a virtual one, is interrupted, and returns the exit status; 1 where it cannot listen. */
    static int serve(String address, int port) {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
            while (!Thread.currentThread().isInterrupted()) {
                answer(server);
            }
            return ENDED;
        } catch (IOException e) {
            return Thread.currentThread().isInterrupted() ? ENDED : 1;
        }
    }

    private static void answer(ServerSocket server) throws IOException {
        try (Socket caller = server.accept()) {
            caller.setSoTimeout(LONGEST_WAIT_MS);
            if (caller.getInputStream().read(new byte[LONGEST_REQUEST]) > 0) {
                caller.getOutputStream().write(ANSWER);
            }
        } catch (IOException e) {
            if (server.isClosed()) {
                throw e; // thrown because the thread was interrupted
            }
        }
    }
}
