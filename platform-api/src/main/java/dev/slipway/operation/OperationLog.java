package dev.slipway.operation;

import dev.slipway.database.Database;
import dev.slipway.stream.ChangeSignal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Keeps what operations say, as long as the operations. What goes on without an end is not kept without one. */
@ApplicationScoped
class OperationLog {
    private static final int MOST_LINES = 20_000;
    private static final int LONGEST_LINE = 2_000;

    private final Database database;
    private final ChangeSignal signal;

    OperationLog(Database database, ChangeSignal signal) {
        this.database = database;
        this.signal = signal;
    }

    /** The lines of one attempt, kept now and then by one thread while another writes them. */
    final class Writer {
        private final String operation;
        private final List<LogEntry> waiting = new ArrayList<>();
        private int lines;

        private Writer(String operation, int lines) {
            this.operation = operation;
            this.lines = lines;
        }

        synchronized void add(int step, String text) {
            lines++;
            if (lines < MOST_LINES) {
                // PostgreSQL's text has no zero.
                String plain = text.replace("\0", "");
                boolean isLong = plain.length() > LONGEST_LINE;
                waiting.add(new LogEntry(lines, step, isLong ? plain.substring(0, LONGEST_LINE) + "…" : plain));
            } else if (lines == MOST_LINES) {
                waiting.add(new LogEntry(lines, step, "… what comes now is not kept"));
            }
        }

        void keep() {
            List<LogEntry> batch;
            synchronized (this) {
                batch = List.copyOf(waiting);
                waiting.clear();
            }
            if (!batch.isEmpty()) {
                database.callAlone(sql -> {
                    var insert = sql.prepareBatch("""
                            insert into operation_log (operation, line, step, text)
                            select :operation, :line, :step, :text
                            where exists (select from operation where id = :operation)
                            on conflict do nothing
                            """);
                    batch.forEach(entry -> insert.bind("operation", operation)
                            .bind("line", entry.line())
                            .bind("step", entry.step())
                            .bind("text", entry.text())
                            .add());
                    return insert.execute();
                });
                signal.raise(operation);
            }
        }
    }

    /** Goes on after what an earlier attempt wrote. */
    Writer writer(String operation) {
        int lines = database.callAlone(
                sql -> sql.createQuery("select coalesce(max(line), 0) from operation_log where operation = :operation")
                        .bind("operation", operation)
                        .mapTo(Integer.class)
                        .one());
        return new Writer(operation, lines);
    }

    List<LogEntry> after(String operation, int line, int most) {
        return database.callAlone(sql -> sql.createQuery("""
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
