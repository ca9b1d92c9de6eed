package dev.slipway.operationlog;

import java.util.List;

/**
 * A part of an operation's log.
 *
 * @param mayGoOn false: there was no more when it was read
 */
public record LogPart(List<LogEntry> lines, boolean mayGoOn) {}
