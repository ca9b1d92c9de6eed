package dev.slipway.catalog.dockerfile;

/**
 * Something to say of a line.
 *
 * @param line from 1
 * @param code stable, such as {@code unpinned-base}
 * @param message what is wrong, and what to write instead
 */
public record Finding(int line, Severity severity, String code, String message) {
    /** What a finding does. */
    public enum Severity {
        /** It is not built. */
        ERROR,
        /** It is built; someone should look at it. */
        WARNING
    }

    static Finding error(int line, String code, String message) {
        return new Finding(line, Severity.ERROR, code, message);
    }

    static Finding warning(int line, String code, String message) {
        return new Finding(line, Severity.WARNING, code, message);
    }
}
