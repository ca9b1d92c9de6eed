package dev.slipway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Stands between the platform and the real Docker socket, so that a test can take the engine away from the platform under
 * test without taking it from everything else on the machine.
 */
public final class SocketRelay {
    private final Path socket;
    private volatile Path target;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Hold> hold = new AtomicReference<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private ServerSocketChannel server;

    public SocketRelay(Path socket, Path target) {
        this.socket = socket;
        this.target = target;
        connect();
    }

    public synchronized void connect() {
        try {
            Files.deleteIfExists(socket);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(socket));
            server = channel;
            Thread.ofVirtual().start(() -> accept(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks what is connected and accepts nothing more. */
    public synchronized void disconnect() {
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(SocketRelay::close);
        open.clear();
    }

    /** Leads to another engine from now on; what is connected breaks. */
    public synchronized void leadTo(Path other) {
        disconnect();
        target = other;
        connect();
    }

    /** Keeps the next request that contains the text from the engine, as one that hangs would. */
    public Hold hold(String text) {
        Hold next = new Hold(text);
        hold.set(next);
        return next;
    }

    /** A request that the engine does not get. */
    public static final class Hold {
        private final String text;
        private volatile ByteBuffer request;
        private volatile SocketChannel engine;
        private volatile boolean isAbandoned;

        private Hold(String text) {
            this.text = text;
        }

        private boolean takes(ByteBuffer bytes, SocketChannel to) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            if (!new String(copy, StandardCharsets.ISO_8859_1).contains(text)) {
                return false;
            }
            engine = to;
            request = ByteBuffer.wrap(copy);
            return true;
        }

        public boolean isHolding() {
            return request != null;
        }

        /** Whether who sent it has given up waiting for an answer. */
        public boolean isAbandoned() {
            return isAbandoned;
        }

        /** Lets the engine have it. */
        public void pass() {
            try {
                engine.write(request);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void accept(ServerSocketChannel channel) {
        while (channel.isOpen()) {
            try {
                relay(channel, channel.accept());
            } catch (IOException e) {
                return; // disconnected
            }
        }
    }

    /** One that is accepted while another engine is turned to is not let through to the former. */
    private synchronized void relay(ServerSocketChannel by, SocketChannel client) {
        if (!by.isOpen()) {
            close(client);
            return;
        }
        try {
            SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(target));
            open.add(client);
            open.add(engine);
            Thread.ofPlatform().daemon().start(() -> pumpRequests(client, engine));
            Thread.ofPlatform().daemon().start(() -> pump(engine, client, bytes -> false));
        } catch (IOException e) {
            close(client); // the engine does not listen
        }
    }

    /** The first lines of all requests so far that change something at the engine. */
    public List<String> changes() {
        return List.copyOf(changes);
    }

    private void note(ByteBuffer bytes) {
        String text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        if (text.startsWith("POST /") || text.startsWith("DELETE /") || text.startsWith("PUT /")) {
            changes.add(text.lines().findFirst().orElse(""));
        }
    }

    private void pumpRequests(SocketChannel from, SocketChannel to) {
        AtomicReference<Hold> held = new AtomicReference<>();
        pump(from, to, bytes -> {
            note(bytes);
            Hold next = hold.get();
            if (next == null || !next.takes(bytes, to) || !hold.compareAndSet(next, null)) {
                return false;
            }
            held.set(next);
            return true;
        });
        if (held.get() != null) {
            held.get().isAbandoned = true;
        }
    }

    private void pump(SocketChannel from, SocketChannel to, Predicate<ByteBuffer> isHeld) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                if (!isHeld.test(buffer)) {
                    while (buffer.hasRemaining()) {
                        to.write(buffer);
                    }
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        } finally {
            open.remove(from);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
