package dev.slipway.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections to the platform on which a hostile client begins something and reads nothing, all held until the end. */
public final class HeldConnections implements AutoCloseable {
    private final List<Socket> open = new ArrayList<>();

    /** Opens one more and writes what is to be begun, as far as it is taken. */
    public Socket begin(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), Stack.PORT);
        open.add(socket);
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // answered and closed before all was sent
        }
        return socket;
    }

    /** The status of each connection's answer; 0: none has come. */
    public List<Integer> answers() throws IOException {
        List<Integer> answers = new ArrayList<>();
        for (Socket socket : open) {
            socket.setSoTimeout(50);
            try {
                String head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                answers.add(head.length() == 12 ? Integer.parseInt(head.substring(9)) : 0);
            } catch (IOException e) {
                answers.add(0);
            }
        }
        return answers;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }
}
