package dev.slipway.runtime.inmemory;

import dev.slipway.runtime.container.LogLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What a simulated container can run: {@code sh -c} of {@code echo TEXT}, {@code printf TEXT}, {@code sleep SECONDS}, {@code exit CODE},
 * {@code serve PORT}, {@code linger SECONDS}, joined by semicolons. A text may stand in single quotes, with line breaks in it, and {@code
 * >&2} after it. {@code serve} answers every HTTP request with an empty body until the program is ended. A program with {@code linger}
 * takes that long to end when it is asked to. Any other word ends the program with status 127, as a shell does.
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
     * @param output called with each text when the program writes it
     * @return the exit status; empty: the deadline came first
     */
    Optional<Integer> run(BiConsumer<LogLine.Stream, String> output, Duration deadline) {
        return run(output, deadline, "127.0.0.1");
    }

    /**
     * Runs the program like the method above, and serves at the given address.
     *
     * @param address the address on which {@code serve} listens
     */
    Optional<Integer> run(BiConsumer<LogLine.Stream, String> output, Duration deadline, String address) {
        long end = System.nanoTime() + deadline.toNanos();
        for (String statement : statements) {
            String[] words = statement.strip().split("\\s+", 2);
            String rest = words.length > 1 ? words[1] : "";
            switch (words[0]) {
                case "echo" -> write(rest, "\n", output);
                case "printf" -> write(rest, "", output);
                case "linger" -> {
                    // when it is asked to end
                }
                case "serve" -> {
                    return Optional.of(SimulatedServer.serve(address, Integer.parseInt(rest)));
                }
                case "exit" -> {
                    return Optional.of(Integer.parseInt(rest));
                }
                case "sleep" -> {
                    Duration duration = seconds(rest);
                    if (!sleep(duration, end)) {
                        return Optional.of(143);
                    }
                    if (duration.isPositive() && System.nanoTime() >= end) {
                        return Optional.empty();
                    }
                }
                default -> {
                    return Optional.of(127);
                }
            }
        }
        return Optional.of(0);
    }

    /** How long the program takes to end when it is asked to. */
    Duration lingering() {
        return statements.stream()
                .map(String::strip)
                .filter(statement -> statement.startsWith("linger "))
                .map(statement -> seconds(statement.substring("linger ".length())))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration seconds(String text) {
        return Duration.ofMillis((long) (Double.parseDouble(text) * 1000));
    }

    private static void write(String words, String end, BiConsumer<LogLine.Stream, String> output) {
        boolean toStderr = words.endsWith(">&2");
        String text = toStderr ? words.substring(0, words.length() - 3).strip() : words;
        boolean isQuoted = text.length() > 1 && text.startsWith("'") && text.endsWith("'");
        output.accept(
                toStderr ? LogLine.Stream.STDERR : LogLine.Stream.STDOUT,
                (isQuoted ? text.substring(1, text.length() - 1) : text) + end);
    }

    private static boolean sleep(Duration duration, long end) {
        try {
            long left = end - System.nanoTime();
            Thread.sleep(Duration.ofNanos(Math.max(0, Math.min(duration.toNanos(), left))));
        } catch (InterruptedException e) {
            return false;
        }
        return true;
    }
}
