package dev.slipway.monitor;

import dev.slipway.container.LogEnd;
import dev.slipway.holder.HolderContainers;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.container.LogQuery;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.watch.Outflow;
import dev.slipway.watch.Seats;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** A workspace's output: from its container while there is one, else what was kept of it. */
@ApplicationScoped
public class WorkspaceLog {
    private static final Logger LOG = Logger.getLogger(WorkspaceLog.class);

    /** What is kept of a container that is removed. */
    private static final int KEPT_LINES = 1000;

    private static final int KEPT_CHARACTERS = 256 * 1024;

    /** Each reader holds one of the connections that the engine's client has for logs: fewer than half of those. */
    private static final int MOST_READERS = 120;

    private static final int MOST_READERS_OF_A_USER = 16;

    private final Containers containers;
    private final HolderContainers kept;
    private final LogFloods floods;
    private final Seats readers = new Seats("logs", MOST_READERS_OF_A_USER, MOST_READERS);

    WorkspaceLog(Containers containers, HolderContainers kept, LogFloods floods) {
        this.containers = containers;
        this.kept = kept;
        this.floods = floods;
    }

    /** Keeps the end of the output of a container that has ended. What of it cannot be read in time is given up, and that is said. */
    public void save(WorkspaceId id) throws InterruptedException {
        Predicate<Instant> doubtful = floods.doubtful(id);
        LogEnd end = new LogEnd(KEPT_CHARACTERS, KEPT_LINES);
        if (!end.read(containers, id.resource(), listener -> new DoubtMarks(doubtful, listener))) {
            return;
        }
        end.fault().ifPresent(fault -> LOG.warnf("log not read to its end workspace=%s cause=%s", id, fault));
        end.text().ifPresent(text -> kept.keepLog(id.holder(), text));
    }

    /** Refuses, before anything is asked for its sake, a user who reads too many already: {@code rate-limited}. */
    public void refuseWhoReadsTooMany(String user) {
        readers.refuseWhereNoneIsFree(user);
    }

    /**
     * How output is shown to a reader.
     *
     * @param <T> one thing that the reader is given
     */
    public interface Shown<T> {
        /** A line as it was written; empty: the reader has it already. */
        Optional<T> line(LogLine line);

        /** Lines that were kept of a container that is gone, each with its end; when they were written is not known. */
        List<T> kept(String lines);
    }

    /** As text. */
    public static final Shown<String> TEXT = new Shown<>() {
        @Override
        public Optional<String> line(LogLine line) {
            return Optional.of(line.text() + "\n");
        }

        @Override
        public List<String> kept(String lines) {
            return List.of(lines);
        }
    };

    /**
     * The output of a workspace.
     *
     * @param user who reads
     * @param response to them
     * @throws ProblemException {@code rate-limited} when the user, or all, read too many just now
     */
    public <T> Multi<T> read(
            String user, Workspace workspace, LogQuery query, Shown<T> shown, HttpServerResponse response) {
        readers.take(user, response);
        if (containers.find(workspace.id().resource()).isEmpty()) {
            return Multi.createFrom().iterable(kept(workspace.id(), query.tail(), shown));
        }
        return Multi.createFrom().emitter(emitter -> {
            if (response.closed()) { // before anyone would have heard of it
                emitter.complete();
            } else {
                // It asks the database and the engine, and events are subscribed to where nothing may wait.
                Thread.ofVirtual().start(() -> follow(workspace.id(), query, shown, emitter));
            }
        });
    }

    private <T> List<T> kept(WorkspaceId id, int tail, Shown<T> shown) {
        return kept.log(id.holder())
                .map(content -> shown.kept(lastLines(content, tail)))
                .orElse(List.of());
    }

    /** Not by {@code lines()}, which cuts at a carriage return too, as a progress bar writes it. */
    static String lastLines(String content, int tail) {
        int begin = content.length();
        for (int i = 0; i < tail && begin > 0; i++) {
            begin = content.lastIndexOf('\n', begin - 2) + 1;
        }
        return content.substring(begin);
    }

    private <T> void follow(WorkspaceId id, LogQuery query, Shown<T> shown, MultiEmitter<? super T> emitter) {
        try {
            Subscription subscription = containers.logs(
                    id.resource(), query, new DoubtMarks(floods.doubtful(id), new ToReader<>(shown, emitter)));
            emitter.onTermination(subscription::close); // interrupts what waits for a reader
        } catch (EngineException.NotFound e) {
            kept(id, query.tail(), shown).forEach(emitter::emit); // it was removed since it was looked for
            emitter.complete();
        } catch (RuntimeException e) {
            emitter.fail(e);
        }
    }

    /** Takes lines from the engine as fast as its reader does: what waits, waits there. */
    private static final class ToReader<T> implements StreamListener<LogLine> {
        private final Shown<T> shown;
        private final MultiEmitter<? super T> emitter;
        private final Outflow<T> outflow;

        ToReader(Shown<T> shown, MultiEmitter<? super T> emitter) {
            this.shown = shown;
            this.emitter = emitter;
            this.outflow = new Outflow<>(emitter);
        }

        @Override
        public void onItem(LogLine line) {
            try {
                Optional<T> news = shown.line(line);
                if (news.isPresent()) {
                    outflow.emit(news.get());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onEnd(Optional<EngineException> fault) {
            emitter.complete();
        }
    }
}
