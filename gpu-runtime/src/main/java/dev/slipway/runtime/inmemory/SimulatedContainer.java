package dev.slipway.runtime.inmemory;

import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.container.LineCutter;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.container.LogQuery;
import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One container of {@link InMemoryContainerEngine}: a thread that runs its program. */
final class SimulatedContainer {
    private final ContainerSpec spec;
    private final Clock clock;
    private final Consumer<EngineEvent> events;
    private final List<LogLine> output = new ArrayList<>();
    private final List<StreamListener<LogLine>> followers = new ArrayList<>();
    private final Map<LogLine.Stream, LineCutter> cutters = new EnumMap<>(LogLine.Stream.class);
    private ContainerState state = new ContainerState.Created();
    private @Nullable Thread process;

    SimulatedContainer(ContainerSpec spec, Clock clock, Consumer<EngineEvent> events) {
        this.spec = spec;
        this.clock = clock;
        this.events = events;
    }

    ContainerSpec spec() {
        return spec;
    }

    synchronized Container seen() {
        return new Container(spec.id(), "in-memory-" + spec.id(), state);
    }

    synchronized boolean runs() {
        return state instanceof ContainerState.Running;
    }

    synchronized void start(String address) {
        if (runs()) {
            return;
        }
        state = new ContainerState.Running(clock.instant(), Optional.of(address), 0);
        events.accept(new EngineEvent(spec.id(), EngineEvent.Kind.STARTED));
        process = Thread.ofVirtual().start(() -> {
            int code = SimulatedProgram.of(spec.command())
                    .run(this::write, Duration.ofDays(1), address)
                    .orElseThrow();
            endOf(Thread.currentThread(), code);
        });
    }

    /** Notes the end of a program. The end of an earlier program, whose container was started again since, changes nothing. */
    private void endOf(Thread ended, int exitCode) {
        synchronized (this) {
            if (!ended.equals(process)) {
                return;
            }
        }
        end(exitCode);
    }

    /** Asks the program to end, and ends it after the grace. */
    void stop(Duration grace) {
        Duration lingering = SimulatedProgram.of(spec.command()).lingering();
        if (runs() && lingering.isPositive()) {
            try {
                // What is simulated: a program that takes its time, and is killed after the grace.
                Thread.sleep(lingering.compareTo(grace) < 0 ? lingering : grace);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineException.Unavailable("interrupted while " + spec.id() + " was stopped", e);
            }
        }
        end(143);
    }

    /** Ends the program, unless it has ended. */
    void end(int exitCode) {
        List<StreamListener<LogLine>> told;
        synchronized (this) {
            if (!runs()) {
                return;
            }
            state = new ContainerState.Exited(exitCode, false, clock.instant());
            if (process != null) {
                process.interrupt();
                process = null;
            }
            cutters.values().forEach(LineCutter::endLine);
            told = List.copyOf(followers);
            followers.clear();
        }
        events.accept(new EngineEvent(spec.id(), EngineEvent.Kind.DIED));
        told.forEach(follower -> follower.onEnd(Optional.empty()));
    }

    synchronized Subscription logs(LogQuery query, StreamListener<LogLine> listener) {
        List<LogLine> wanted = output.stream()
                .filter(line -> query.since().isEmpty()
                        || !line.at().isBefore(query.since().get()))
                .toList();
        wanted.subList(Math.max(0, wanted.size() - query.tail()), wanted.size()).forEach(listener::onItem);
        if (!query.follow() || !runs()) {
            listener.onEnd(Optional.empty());
            return () -> {};
        }
        followers.add(listener);
        return () -> forget(listener);
    }

    private synchronized void forget(StreamListener<LogLine> listener) {
        followers.remove(listener);
    }

    private synchronized void write(LogLine.Stream stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        cutters.computeIfAbsent(stream, to -> new LineCutter(line -> tell(to, line)))
                .accept(bytes, 0, bytes.length);
    }

    private synchronized void tell(LogLine.Stream stream, String text) {
        LogLine line = new LogLine(clock.instant(), stream, text);
        output.add(line);
        followers.forEach(follower -> follower.onItem(line));
    }
}
