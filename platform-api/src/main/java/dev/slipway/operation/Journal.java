package dev.slipway.operation;

import dev.slipway.database.Claim;
import dev.slipway.database.ClaimLostException;
import dev.slipway.database.Database;
import dev.slipway.operationlog.LogBacklog;
import dev.slipway.operationlog.LogEntry;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one operation tells of itself: taken down at once, whatever the database does, and kept there now and then by one
 * thread. What cannot be kept waits for the next time.
 */
final class Journal implements OperationReport {
    private static final Logger LOG = Logger.getLogger(Journal.class);

    private final OperationStore store;
    private final OperationLog log;
    private final Claim claim;
    private final LogBacklog lines;
    private final AtomicReference<@Nullable Progress> news = new AtomicReference<>();
    private volatile Progress latest;

    /** Goes on where the process that last worked on the operation stopped. */
    Journal(OperationStore store, OperationLog log, Operation operation, Claim claim) {
        this.store = store;
        this.log = log;
        this.claim = claim;
        this.lines = log.backlog(operation.id());
        this.latest = operation.status().progress().orElse(Progress.NONE);
    }

    @Override
    public void progress(Progress progress) {
        latest = progress;
        news.set(progress);
    }

    @Override
    public void line(int step, String text) {
        lines.add(step, text);
    }

    /** Changes what the operation waits for, and leaves its progress as it is. */
    void waitFor(String what) {
        progress(latest.waitingFor(what));
    }

    /**
     * Keeps what there is.
     *
     * @return whether someone wants the operation to end
     * @throws ClaimLostException when another process is at it
     * @throws RuntimeException when it could not be kept; nothing of it is lost
     */
    boolean keep() {
        for (List<LogEntry> some = lines.next(); !some.isEmpty(); some = lines.next()) {
            log.keep(claim.key(), some);
            lines.kept(some.size());
        }
        Progress progress = news.getAndSet(null);
        return progress == null ? store.isCancelRequested(claim) : keep(progress);
    }

    private boolean keep(Progress progress) {
        try {
            return store.report(claim, progress);
        } catch (ClaimLostException e) {
            throw e;
        } catch (RuntimeException e) {
            if (Database.isAway(e)) {
                news.compareAndSet(null, progress);
                throw e;
            }
            LOG.warnf("progress not kept operation=%s cause=%s", claim.key(), e.getMessage());
            return store.isCancelRequested(claim);
        }
    }
}
