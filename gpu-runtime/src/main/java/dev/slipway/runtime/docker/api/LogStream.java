package dev.slipway.runtime.docker.api;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import dev.slipway.runtime.container.LineCutter;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.container.LogQuery;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A container's output, line by line. Engines cut a long line into pieces, each a frame with a time before it: Docker at 16
 * KiB, Podman wherever the program's writes ended. Only the last piece ends in a newline, and Docker's driver
 * {@code local} forgets even that one; there, all pieces of a line have the same time, and all but the last the same length.
 */
public final class LogStream implements RawStream.Reader {
    private final StreamListener<LogLine> listener;
    private final boolean piecesShareTheirTime;
    private final Output stdout = new Output(LogLine.Stream.STDOUT);
    private final Output stderr = new Output(LogLine.Stream.STDERR);

    private LogStream(StreamListener<LogLine> listener, boolean piecesShareTheirTime) {
        this.listener = listener;
        this.piecesShareTheirTime = piecesShareTheirTime;
    }

    public static Subscription open(
            DockerConnection connection, String container, LogQuery query, StreamListener<LogLine> listener) {
        if (!connection.isPodman()) {
            return open(connection, container, query, Integer.toString(query.tail()), new LogStream(listener, true));
        }
        // Asked for the last lines, Podman loses pieces of them: it is asked for all.
        LineCount count = new LineCount();
        LogQuery whatIsThere = new LogQuery(query.tail(), query.since(), false);
        Subscription counting = open(connection, container, whatIsThere, "all", new LogStream(count, false));
        try (counting) {
            StreamListener<LogLine> last = count.last(query.tail(), listener);
            return open(connection, container, query, "all", new LogStream(last, false));
        }
    }

    private static Subscription open(
            DockerConnection connection, String container, LogQuery query, String tail, LogStream reader) {
        String since = query.since()
                .map(at -> "&since=%d.%09d".formatted(at.getEpochSecond(), at.getNano()))
                .orElse("");
        Request request = Request.builder()
                .method(Request.Method.GET)
                .path("/v" + connection.apiVersion() + "/containers/" + container
                        + "/logs?stdout=true&stderr=true&timestamps=true&tail=" + tail + "&follow=" + query.follow()
                        + since)
                .build();
        return RawStream.open(connection.logHttp(), request, reader);
    }

    @Override
    public void frame(LogLine.Stream stream, byte[] payload) {
        Output output = switch (stream) {
            case STDOUT -> stdout;
            case STDERR -> stderr;
        };
        output.piece(payload);
    }

    @Override
    public void end(Optional<EngineException> fault) {
        stdout.cutter.endLine();
        stderr.cutter.endLine();
        listener.onEnd(fault);
    }

    /** One of the two outputs, and the line of it that is not at its end. */
    private final class Output {
        private final LineCutter cutter;
        private String time = "";
        private int firstPiece;

        Output(LogLine.Stream stream) {
            this.cutter = new LineCutter(text -> listener.onItem(new LogLine(instant(time), stream, text)));
        }

        void piece(byte[] payload) {
            int blank = indexOfBlank(payload);
            String stamp = new String(payload, 0, Math.max(blank, 0), StandardCharsets.US_ASCII);
            int length = payload.length - blank - 1;
            if (piecesShareTheirTime && !stamp.equals(time)) {
                cutter.endLine();
            }
            if (!cutter.isWithinLine()) {
                time = stamp;
                firstPiece = length;
            }
            cutter.accept(payload, blank + 1, length);
            if (piecesShareTheirTime && length < firstPiece) {
                cutter.endLine();
            }
        }

        private static int indexOfBlank(byte[] payload) {
            for (int i = 0; i < payload.length; i++) {
                if (payload[i] == ' ') {
                    return i;
                }
            }
            return -1;
        }

        private static Instant instant(String stamp) {
            try {
                return OffsetDateTime.parse(stamp).toInstant();
            } catch (DateTimeParseException e) {
                return Instant.EPOCH;
            }
        }
    }
}
