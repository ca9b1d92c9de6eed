package dev.slipway.log;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Makes each message one line, whatever a client put into it: what would end the line, move a terminal's cursor or turn the
 * direction of the text is written as its number. A fault's stack follows on lines that begin with a tab; the words of the fault are
 * held to one line too.
 */
@LoggingFilter(name = "one-line")
public final class OneLine implements Filter {
    /** A chain of causes that goes round, or on, is cut. */
    private static final int MOST_CAUSES = 12;

    /** The message alone, with its parameters in their places. */
    private static final PatternFormatter MESSAGE = new PatternFormatter("%s");

    @Override
    public boolean isLoggable(LogRecord plain) {
        StringBuilder text = new StringBuilder(escaped(MESSAGE.format(ExtLogRecord.wrap(plain))));
        if (plain.getThrown() != null) {
            stack(plain.getThrown(), text);
            plain.setThrown(null);
        }
        if (plain instanceof ExtLogRecord extended) {
            extended.setMessage(text.toString(), ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            plain.setMessage(text.toString());
        }
        plain.setParameters(null);
        return true;
    }

    private static void stack(Throwable thrown, StringBuilder text) {
        @Nullable Throwable fault = thrown;
        for (int i = 0; fault != null && i < MOST_CAUSES; i++) {
            text.append(i == 0 ? "\n\t" : "\n\t… because of ").append(escaped(fault.toString()));
            for (StackTraceElement place : fault.getStackTrace()) {
                text.append("\n\t\tat ").append(place);
            }
            fault = fault.getCause();
        }
    }

    /** The text with its control characters, and others that do not stand for themselves, as their numbers. */
    static String escaped(String text) {
        if (text.codePoints().noneMatch(OneLine::isUnsafe)) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isUnsafe(c)) {
                plain.append("\\u%04x".formatted(c));
            } else {
                plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }

    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
