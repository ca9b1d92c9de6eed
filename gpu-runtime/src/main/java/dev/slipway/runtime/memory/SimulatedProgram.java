package dev.slipway.runtime.memory;

import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.LogLine;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What a simulated container can run: {@code sh -c} of {@code echo TEXT}, {@code echo TEXT >&2}, {@code sleep SECONDS},
 * {@code exit CODE}, joined by semicolons. Any other word ends it with 127, as a shell does.
 */
record SimulatedProgram(List<String> statements) {
    static SimulatedProgram of(List<String> command) {
        boolean shell = command.size() == 3
                && command.getFirst().endsWith("sh")
                && command.get(1).equals("-c");
        String script = shell ? command.get(2) : String.join(" ", command);
        return new SimulatedProgram(List.of(script.split(";", -1)));
    }

    /**
     * Runs to the end, the deadline, or the thread's interruption.
     *
     * @return the exit status
     * @throws EngineException.Unavailable when the deadline passes first
     */
    int run(BiConsumer<LogLine.Stream, String> output, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        for (String statement : statements) {
            String[] words = statement.strip().split("\\s+", 2);
            String rest = words.length > 1 ? words[1] : "";
            switch (words[0]) {
                case "echo" -> echo(rest, output);
                case "exit" -> {
                    return Integer.parseInt(rest);
                }
                case "sleep" -> {
                    if (!sleep(Duration.ofMillis((long) (Double.parseDouble(rest) * 1000)), end)) {
                        return 143;
                    }
                }
                default -> {
                    return 127;
                }
            }
        }
        return 0;
    }

    private static void echo(String text, BiConsumer<LogLine.Stream, String> output) {
        boolean toStderr = text.endsWith(">&2");
        output.accept(
                toStderr ? LogLine.Stream.STDERR : LogLine.Stream.STDOUT,
                toStderr ? text.substring(0, text.length() - 3).strip() : text);
    }

    private static boolean sleep(Duration duration, long end) {
        try {
            long left = end - System.nanoTime();
            Thread.sleep(Duration.ofNanos(Math.max(0, Math.min(duration.toNanos(), left))));
        } catch (InterruptedException e) {
            return false;
        }
        if (duration.toNanos() > 0 && System.nanoTime() >= end) {
            throw new EngineException.Unavailable("the command did not end in time", null);
        }
        return true;
    }
}
