package dev.slipway.workspace;

import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.LogLine;
import dev.slipway.runtime.engine.LogQuery;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A workspace's output: from its container while there is one, else what was kept of it. */
@ApplicationScoped
class WorkspaceLog {
    /** What is kept of a container that is removed. */
    private static final int KEPT_LINES = 1000;

    private static final int KEPT_CHARACTERS = 256 * 1024;
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Lines that wait for a slow reader; one that is slower loses the stream, not the platform its memory. */
    private static final int BUFFERED_LINES = 10_000;

    private final ContainerEngine engine;
    private final WorkspaceStore store;

    WorkspaceLog(ContainerEngine engine, WorkspaceStore store) {
        this.engine = engine;
        this.store = store;
    }

    /** Keeps the end of the container's output, if there is any. */
    void save(WorkspaceId id) {
        Collector collector = new Collector();
        try {
            engine.logs(id.resource(), new LogQuery(KEPT_LINES, Optional.empty(), false), collector);
            collector.await();
        } catch (EngineException.NotFound e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        store.saveLog(id, collector.text());
    }

    /** The output as lines of text, each with its end. */
    Multi<String> stream(Workspace workspace, LogQuery query) {
        if (engine.findContainer(workspace.id().resource()).isEmpty()) {
            return Multi.createFrom().items(kept(workspace.id(), query.tail()).stream());
        }
        return Multi.createFrom().emitter(emitter -> follow(workspace.id(), query, emitter), BUFFERED_LINES);
    }

    private Optional<String> kept(WorkspaceId id, int tail) {
        return store.savedLog(id).map(content -> {
            var lines = content.lines().toList();
            return lines.subList(Math.max(0, lines.size() - tail), lines.size()).stream()
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
        });
    }

    private void follow(WorkspaceId id, LogQuery query, MultiEmitter<? super String> emitter) {
        Subscription subscription = engine.logs(id.resource(), query, new StreamListener<>() {
            @Override
            public void onItem(LogLine line) {
                emitter.emit(line.text() + "\n");
            }

            @Override
            public void onEnd(Optional<EngineException> fault) {
                emitter.complete();
            }
        });
        emitter.onTermination(subscription::close);
    }

    private static final class Collector implements StreamListener<LogLine> {
        private final StringBuilder text = new StringBuilder();
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public synchronized void onItem(LogLine line) {
            // A zero byte is valid output and no valid text of PostgreSQL's.
            text.append(line.text().replace("\0", "")).append('\n');
            if (text.length() > 2 * KEPT_CHARACTERS) {
                text.delete(0, text.length() - KEPT_CHARACTERS);
            }
        }

        @Override
        public void onEnd(Optional<EngineException> fault) {
            end.countDown();
        }

        void await() throws InterruptedException {
            if (!end.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new EngineException.Unavailable("the engine did not tell a container's output in time", null);
            }
        }

        synchronized String text() {
            return text.substring(Math.max(0, text.length() - KEPT_CHARACTERS));
        }
    }
}
