package dev.slipway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A connection to the platform on which a test writes HTTP byte by byte, since clients mend what they are given. */
public final class RawHttp implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    public RawHttp() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), Stack.PORT);
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /**
     * An answer.
     *
     * @param head its status line and headers, as they came
     * @param bytes its body, each byte as the character of its number
     */
    public record Answer(String head, String bytes) {
        public int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        public Optional<String> header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }

        public String text() {
            return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    /** Writes the characters as the bytes of their numbers. */
    public RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Reads up to the blank line that ends a head. */
    public String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the connection ended after: " + head);
            }
            head.append((char) c);
        }
        return head.toString();
    }

    public Answer answer() throws IOException {
        String head = head();
        return new Answer(head, new String(body(new Answer(head, "")), StandardCharsets.ISO_8859_1));
    }

    private byte[] body(Answer answer) throws IOException {
        if (answer.status() == 100) {
            return new byte[0];
        }
        Optional<String> length = answer.header("content-length");
        if (length.isPresent()) {
            return in.readNBytes(Integer.parseInt(length.get()));
        }
        if (answer.header("transfer-encoding").isEmpty()) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended within a line: " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** The next bytes, each as the character of its number. */
    public String readNBytes(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Whether nothing more comes, but the end of the connection. */
    public boolean ends() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
