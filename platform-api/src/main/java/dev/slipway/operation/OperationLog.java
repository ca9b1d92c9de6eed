package dev.slipway.operation;

import dev.slipway.database.Database;
import dev.slipway.operationlog.LogBacklog;
import dev.slipway.operationlog.LogEntry;
import dev.slipway.operationlog.LogPart;
import dev.slipway.watch.ChangeSignal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Keeps what operations say, as long as the operations. */
@ApplicationScoped
class OperationLog {
    private static final int MOST_CHARACTERS = 256 * 1024;

    private final Database database;
    private final LogTable table;
    private final ChangeSignal signal;

    OperationLog(Database database, LogTable table, ChangeSignal signal) {
        this.database = database;
        this.table = table;
        this.signal = signal;
    }

    /** Goes on after what was kept before. */
    LogBacklog backlog(String operation) {
        return new LogBacklog(database.transact(() -> table.last(operation)).orElse(0));
    }

    /** Keeps lines; those that are kept already, by their numbers, stay what they are. */
    void keep(String operation, List<LogEntry> lines) {
        database.transact(() -> table.add(
                operation,
                lines.stream().map(LogEntry::line).toArray(Integer[]::new),
                lines.stream().map(LogEntry::step).toArray(Integer[]::new),
                lines.stream().map(LogEntry::text).toArray(String[]::new)));
        Database.afterCommit(() -> signal.raise(operation));
    }

    /** The lines after the given one: at most {@code most}, and together no longer than a reader gets at once. */
    LogPart after(String operation, int line, int most) {
        List<LogEntry> lines = database.transact(() -> table.after(operation, line, most, MOST_CHARACTERS));
        int characters = lines.stream().mapToInt(entry -> entry.text().length()).sum();
        return new LogPart(lines, lines.size() == most || characters >= MOST_CHARACTERS);
    }
}
