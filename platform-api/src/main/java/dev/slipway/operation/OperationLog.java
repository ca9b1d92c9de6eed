package dev.slipway.operation;

import dev.slipway.database.Database;
import dev.slipway.stream.ChangeSignal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Keeps what operations say, as long as the operations. */
@ApplicationScoped
class OperationLog {
    private static final int MOST_CHARACTERS = 256 * 1024;

    private final Database database;
    private final ChangeSignal signal;

    OperationLog(Database database, ChangeSignal signal) {
        this.database = database;
        this.signal = signal;
    }

    /** Goes on after what was kept before. */
    LogBacklog backlog(String operation) {
        int lines = database.call(
                sql -> sql.createQuery("select coalesce(max(line), 0) from operation_log where operation = :operation")
                        .bind("operation", operation)
                        .mapTo(Integer.class)
                        .one());
        return new LogBacklog(lines);
    }

    /** Keeps lines; those that are kept already, by their numbers, stay what they are. */
    void keep(String operation, List<LogEntry> lines) {
        database.call(sql -> {
            var insert = sql.prepareBatch("""
                    insert into operation_log (operation, line, step, text)
                    select :operation, :line, :step, :text
                    where exists (select from operation where id = :operation)
                    on conflict do nothing
                    """);
            lines.forEach(entry -> insert.bind("operation", operation)
                    .bind("line", entry.line())
                    .bind("step", entry.step())
                    .bind("text", entry.text())
                    .add());
            return insert.execute();
        });
        Database.afterCommit(() -> signal.raise(operation));
    }

    /** The lines after one, as far as they are at most so many, and together no longer than a reader is given at once. */
    LogPart after(String operation, int line, int most) {
        List<LogEntry> lines = database.call(sql -> sql.createQuery("""
                        select line, step, text from (
                          select line, step, text, sum(length(text)) over (order by line) - length(text) as before
                          from (
                            select line, step, text from operation_log where operation = :operation and line > :line
                            order by line limit :most
                          ) as few
                        ) as counted
                        where before < :characters order by line
                        """)
                .bind("operation", operation)
                .bind("line", line)
                .bind("most", most)
                .bind("characters", MOST_CHARACTERS)
                .map((row, context) -> new LogEntry(row.getInt("line"), row.getInt("step"), row.getString("text")))
                .list());
        int characters = lines.stream().mapToInt(entry -> entry.text().length()).sum();
        return new LogPart(lines, lines.size() == most || characters >= MOST_CHARACTERS);
    }
}
