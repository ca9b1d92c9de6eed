package dev.slipway.runtime.container;

/**
 * How a command in a container ended.
 *
 * @param exitCode its exit status
 * @param output what it wrote to both streams, at most {@value #MOST_OUTPUT} characters of it
 */
public record ExecResult(int exitCode, String output) {
    public static final int MOST_OUTPUT = 1 << 20;
}
