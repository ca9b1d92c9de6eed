package dev.slipway.workspace.api;

import dev.slipway.monitor.WorkspaceLog;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.watch.JsonEvents;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Output as server-sent events. The id of a line is when it was written, to the nanosecond, by which a reader goes on after it. */
final class LogEvents implements WorkspaceLog.Shown<OutboundSseEvent> {
    private static final Pattern ID = Pattern.compile("(\\d{1,11})\\.(\\d{9})");

    private final Instant after;
    private final Sse sse;
    private final JsonEvents events;

    /**
     * Shows what comes after a time.
     *
     * @param after of which the reader has the last line already
     */
    LogEvents(Instant after, Sse sse, JsonEvents events) {
        this.after = after;
        this.sse = sse;
        this.events = events;
    }

    /**
     * A line of a workspace's output.
     *
     * @param at when it was written; absent: that is not known any more
     * @param stream where its program wrote it; absent: that is not known any more
     * @param text without the line's end
     */
    @Schema(name = "LogLine")
    record Line(
            @Nullable Instant at,

            @Schema(
                    implementation = String.class,
                    enumeration = {"STDOUT", "STDERR"})
            LogLine.@Nullable Stream stream,

            String text) {}

    /** When a line was written, by its id; empty: it is none. */
    static Optional<Instant> timeOf(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches()
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    private static String idOf(Instant at) {
        return String.format("%d.%09d", at.getEpochSecond(), at.getNano());
    }

    @Override
    public Optional<OutboundSseEvent> line(LogLine line) {
        return line.at().isAfter(after)
                ? Optional.of(event(idOf(line.at()), new Line(line.at(), line.stream(), line.text())))
                : Optional.empty();
    }

    @Override
    public List<OutboundSseEvent> kept(String lines) {
        String whole = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
        return whole.isEmpty()
                ? List.of()
                : Arrays.stream(whole.split("\n", -1))
                        .map(text -> event("", new Line(null, null, text)))
                        .toList();
    }

    private OutboundSseEvent event(String id, Line line) {
        return events.event(sse, id, "log", line);
    }
}
