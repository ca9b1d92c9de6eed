package dev.slipway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Stands between a process and a server of this host. Once it is cut, nothing passes, and nobody is told. */
public final class Line implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private volatile boolean isCut;

    public Line(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    public void cut() {
        isCut = true;
    }

    public void mend() {
        isCut = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> pass(client, server));
                Thread.ofVirtual().start(() -> pass(server, client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] some = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                if (!isCut) {
                    out.write(some, 0, read);
                }
            }
        } catch (IOException e) {
            // its other end is gone
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
