package dev.slipway.readiness;

import dev.slipway.catalog.RunContract;
import dev.slipway.database.Database;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a server whether it serves. The server is its user's: it may neither hold up nor fill the platform, so that one
 * deadline is over connecting, asking and the answer together, and no more is read than the first line.
 */
public final class ServerProbe {
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    /** A status line's reason is a few words. */
    private static final int LONGEST_LINE = 1024;

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");

    /** What would end the request's first line, or a word of it. */
    private static final Pattern UNSENDABLE = Pattern.compile("[\\x00-\\x20\\x7f]");

    private ServerProbe() {}

    /**
     * An answer from 200 to 499 is one; what is refused, cut, late or no HTTP is none. Returns within two seconds, and at once
     * when its thread is virtual and interrupted. To ask again and again while a server starts is cheap: until it
     * listens, a question is one refused connection.
     *
     * @param host its container's address
     * @param token that it was started with
     */
    public static boolean serves(RunContract run, String host, String token) {
        Database.requireOutside("a container's server");
        long end = System.nanoTime() + DEADLINE.toNanos();
        // Whatever proxies this JVM has, containers are not behind them.
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(new InetSocketAddress(host, run.port()), millisUntil(end));
            socket.getOutputStream().write(request(run, host, token));
            return isAnswer(firstLine(socket, end));
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] request(RunContract run, String host, String token) {
        String path = UNSENDABLE
                .matcher(run.readyPath())
                .replaceAll(found -> "%%%02X".formatted((int) found.group().charAt(0)));
        return ("GET " + path + " HTTP/1.1\r\n"
                        + "Host: " + host + ":" + run.port() + "\r\n"
                        + "Authorization: token " + token + "\r\n"
                        + "Accept: */*\r\n"
                        + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String firstLine(Socket socket, long end) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] line = new byte[LONGEST_LINE];
        int length = 0;
        while (length < line.length) {
            socket.setSoTimeout(millisUntil(end));
            int read = in.read(line, length, line.length - length);
            if (read < 0) {
                break;
            }
            for (int i = length; i < length + read; i++) {
                if (line[i] == '\n') {
                    return new String(line, 0, i, StandardCharsets.ISO_8859_1).stripTrailing();
                }
            }
            length += read;
        }
        throw new IOException("no line within " + LONGEST_LINE + " bytes");
    }

    private static boolean isAnswer(String line) {
        Matcher status = STATUS_LINE.matcher(line);
        return status.matches()
                && status.group(1).compareTo("200") >= 0
                && status.group(1).compareTo("500") < 0;
    }

    private static int millisUntil(long end) throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new IOException("late");
        }
        return (int) left;
    }
}
