package dev.slipway.catalog.dockerfile;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One instruction of a Dockerfile, as the <a href="https://docs.docker.com/reference/dockerfile/">reference</a> has them. */
public sealed interface Instruction {
    /** Where it begins, from 1. */
    int line();

    /** What a container runs. */
    sealed interface Command {
        /** A line for the shell. */
        record Shell(String line) implements Command {}

        /** A program and its arguments. */
        record Exec(List<String> words) implements Command {
            public Exec {
                words = List.copyOf(words);
            }
        }
    }

    /**
     * Begins a stage.
     *
     * @param image as it is written, variables and all
     * @param stage what later instructions call it
     */
    record From(int line, String image, Optional<String> platform, Optional<String> stage) implements Instruction {}

    record Maintainer(int line, String name) implements Instruction {}

    record Run(int line, Command command, Map<String, String> flags) implements Instruction {}

    record Cmd(int line, Command command) implements Instruction {}

    record Label(int line, Map<String, String> labels) implements Instruction {}

    record Expose(int line, List<String> ports) implements Instruction {}

    record Env(int line, Map<String, String> variables) implements Instruction {}

    record Add(int line, List<String> sources, String target, Map<String, String> flags) implements Instruction {}

    record Copy(int line, List<String> sources, String target, Map<String, String> flags) implements Instruction {
        /** The stage or image that it copies out of; empty: the context. */
        Optional<String> from() {
            return Optional.ofNullable(flags.get("from"));
        }
    }

    record Entrypoint(int line, Command command) implements Instruction {}

    record Volume(int line, List<String> paths) implements Instruction {}

    record User(int line, String user) implements Instruction {}

    record Workdir(int line, String path) implements Instruction {}

    /** Build arguments with their defaults. */
    record Arg(int line, Map<String, Optional<String>> arguments) implements Instruction {}

    record OnBuild(int line, Instruction instruction) implements Instruction {}

    record StopSignal(int line, String signal) implements Instruction {}

    /** Empty command: {@code NONE}. */
    record Healthcheck(int line, Optional<Command> command, Map<String, String> flags) implements Instruction {}

    record Shell(int line, List<String> words) implements Instruction {}
}
