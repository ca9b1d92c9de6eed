package dev.slipway.operationlog;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A line of an operation's log.
 *
 * @param line from 1
 * @param step of a build, from 1; 0: of none
 */
@Schema(name = "OperationLogLine")
public record LogEntry(int line, int step, String text) {}
