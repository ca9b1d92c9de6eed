package dev.slipway.runtime.docker;

import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.slipway.runtime.engine.LogLine;
import dev.slipway.runtime.engine.LogQuery;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** A container's output, each line with the time at which the engine received it. */
final class LogStream {
    private LogStream() {}

    static Subscription open(
            DockerConnection connection, String container, LogQuery query, StreamListener<LogLine> listener) {
        // The log call answers for a container that is not there only within its stream; asking first gives a fault
        // that can be acted on.
        connection.call(client -> client.inspectContainerCmd(container).exec());
        LogContainerCmd request = connection
                .streamClient()
                .logContainerCmd(container)
                .withStdOut(true)
                .withStdErr(true)
                .withTimestamps(true)
                .withTail(query.tail())
                .withFollowStream(query.follow());
        query.since().ifPresent(since -> request.withSince((int) since.getEpochSecond()));
        try {
            return request.exec(new StreamCallback<Frame, LogLine>(listener, (frame, to) -> to.onItem(read(frame))));
        } catch (RuntimeException e) {
            throw DockerConnection.translated(e);
        }
    }

    private static LogLine read(Frame frame) {
        String text = new String(frame.getPayload(), StandardCharsets.UTF_8).stripTrailing();
        LogLine.Stream stream =
                frame.getStreamType() == StreamType.STDERR ? LogLine.Stream.STDERR : LogLine.Stream.STDOUT;
        int blank = text.indexOf(' ');
        String stamp = blank < 0 ? text : text.substring(0, blank);
        try {
            Instant at = OffsetDateTime.parse(stamp).toInstant();
            return new LogLine(at, stream, blank < 0 ? "" : text.substring(blank + 1));
        } catch (DateTimeParseException e) {
            return new LogLine(Instant.EPOCH, stream, text);
        }
    }
}
