package dev.slipway.operation;

import dev.slipway.database.Database;
import dev.slipway.stream.ChangeSignal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Keeps what operations say, as long as the operations. */
@ApplicationScoped
class OperationLog {
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
        database.callAlone(sql -> {
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
        signal.raise(operation);
    }

    List<LogEntry> after(String operation, int line, int most) {
        return database.call(sql -> sql.createQuery("""
                        select line, step, text from operation_log where operation = :operation and line > :line
                        order by line limit :most
                        """)
                .bind("operation", operation)
                .bind("line", line)
                .bind("most", most)
                .map((row, context) -> new LogEntry(row.getInt("line"), row.getInt("step"), row.getString("text")))
                .list());
    }
}
