package dev.slipway.operation;

import dev.slipway.operationlog.LogEntry;
import jakarta.data.repository.Repository;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.annotations.processing.SQL;

/** The table of what operations say. */
@Repository
interface LogTable {
    /** The number of the last line; empty: there is none. */
    @HQL("select max(key.line) from LogRow where key.operation = :operation")
    Optional<Integer> last(String operation);

    /** Adds lines in one statement. Lines that are stored already are left out; where the operation is gone, nothing is added. */
    @SQL("""
            insert into operation_log (operation, line, step, text)
            select :operation, line, step, text
            from unnest(cast(:lines as integer[]), cast(:steps as integer[]), cast(:texts as text[])) as new (line, step, text)
            where exists (select from operation where id = :operation)
            on conflict do nothing
            """)
    int add(String operation, Integer[] lines, Integer[] steps, String[] texts);

    /** The lines after the given one, limited in number, and only those that begin within the given number of characters. */
    @HQL("""
            select line, step, text from (
              select line as line, step as step, text as text,
                sum(length(text)) over (order by line) - length(text) as before
              from (
                select key.line as line, step as step, text as text from LogRow
                where key.operation = :operation and key.line > :line
                order by key.line limit :most
              ) few
            ) counted
            where before < :characters order by line
            """)
    List<LogEntry> after(String operation, int line, int most, long characters);
}
