package dev.slipway.operationlog;

import java.util.ArrayDeque;
import java.util.List;

/**
 * The lines of an operation that are not kept yet: one thread adds them while another keeps them. What goes on without an end
 * is not kept without one, and while the database is away no more waits here than memory has room for; a line says what is
 * missing.
 */
public final class LogBacklog {
    static final int MOST_LINES = 20_000;
    static final int LONGEST_LINE = 2_000;
    /** In characters, of all lines that wait. */
    static final int MOST_WAITING = 4 << 20;

    private static final int MOST_AT_ONCE = 1_000;

    private final ArrayDeque<LogEntry> waiting = new ArrayDeque<>();
    private int lines;
    private int characters;
    private int missing;

    /**
     * Begins.
     *
     * @param lines how many are kept already
     */
    public LogBacklog(int lines) {
        this.lines = lines;
    }

    public synchronized void add(int step, String text) {
        // PostgreSQL's text has no zero.
        String plain = text.replace("\0", "");
        int more = plain.length() - LONGEST_LINE;
        String line = more > 0 ? plain.substring(0, LONGEST_LINE) + "… (" + more + " characters more)" : plain;
        if (characters + line.length() > MOST_WAITING) {
            missing++;
            return;
        }
        sayWhatIsMissing();
        number(step, line);
    }

    private void sayWhatIsMissing() {
        if (missing > 0) {
            number(0, "… " + missing + " lines are missing here; the database was away for too long");
            missing = 0;
        }
    }

    private void number(int step, String line) {
        if (lines < MOST_LINES) {
            lines++;
            String text = lines < MOST_LINES ? line : "… what comes now is not kept";
            waiting.add(new LogEntry(lines, step, text));
            characters += text.length();
        }
    }

    /** The next lines to keep; they wait on until they are {@link #kept}. */
    public synchronized List<LogEntry> next() {
        return waiting.stream().limit(MOST_AT_ONCE).toList();
    }

    /** So many of the next lines are kept. */
    public synchronized void kept(int count) {
        for (int i = 0; i < count; i++) {
            characters -= waiting.remove().text().length();
        }
        sayWhatIsMissing();
    }
}
