package dev.slipway.catalog.dockerfile;

import dev.slipway.catalog.dockerfile.InstructionReader.Unreadable;
import dev.slipway.catalog.dockerfile.Lines.Line;
import dev.slipway.catalog.dockerfile.Stage.Step;
import dev.slipway.catalog.registry.Platform;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Dockerfile, read with Docker's grammar as its classic builder has it; what only BuildKit knows is named and refused.
 *
 * @param text as it was written
 * @param instructions those that could be read, in order
 * @param unreadable what could not
 */
public record Dockerfile(String text, List<Instruction> instructions, List<Finding> unreadable) {
    /** Longer ones are refused unread. */
    public static final int MOST_BYTES = 256 * 1024;

    public Dockerfile {
        instructions = List.copyOf(instructions);
        unreadable = List.copyOf(unreadable);
    }

    /** Reads one; whatever it is, there is an answer. */
    public static Dockerfile read(String text) {
        if (text.length() > MOST_BYTES) {
            return new Dockerfile(
                    "",
                    List.of(),
                    List.of(Finding.error(
                            1,
                            "too-long",
                            "A Dockerfile is at most " + MOST_BYTES / 1024 + " KiB; COPY what is larger")));
        }
        Lines lines = Lines.of(text);
        List<Finding> unreadable = new ArrayList<>(lines.findings());
        List<Instruction> instructions = new ArrayList<>();
        InstructionReader reader = new InstructionReader(lines.escape());
        for (Line line : lines.lines()) {
            try {
                instructions.add(reader.read(line));
            } catch (Unreadable e) {
                unreadable.add(e.at(line.number()));
            }
        }
        return new Dockerfile(text, instructions, unreadable);
    }

    /**
     * Everything that there is to say of it, by line.
     *
     * @param arguments what the build gives its {@code ARG}s
     */
    public List<Finding> check(Map<String, String> arguments) {
        return Stream.of(unreadable, ClassicBuilder.check(Lines.of(text)), new Rules(this, arguments).findings())
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(Finding::line))
                .toList();
    }

    /** How many steps an engine counts in it. */
    public int steps() {
        return instructions.size();
    }

    /**
     * An image that it begins with or copies out of.
     *
     * @param line the first that names it
     * @param image with the arguments in their places
     */
    public record Base(int line, String image) {}

    /** The images that must be there before it can be built; {@code scratch} and its own stages are none. */
    public List<Base> bases(Map<String, String> arguments) {
        Map<String, Base> bases = new LinkedHashMap<>();
        Set<String> stages = new LinkedHashSet<>();
        Set<String> numbers = new LinkedHashSet<>(); // COPY knows stages by them too, FROM does not
        for (Instruction instruction : instructions) {
            switch (instruction) {
                case Instruction.From from -> {
                    String image =
                            Variables.expand(from.image(), globals(arguments)).orElse(from.image());
                    if (!image.equals("scratch") && !stages.contains(image.toLowerCase(Locale.ROOT))) {
                        bases.putIfAbsent(image, new Base(from.line(), image));
                    }
                    numbers.add(Integer.toString(numbers.size()));
                    from.stage().ifPresent(stages::add);
                }
                case Instruction.Copy copy ->
                    copy.from()
                            .filter(image ->
                                    !numbers.contains(image) && !stages.contains(image.toLowerCase(Locale.ROOT)))
                            .ifPresent(image -> bases.putIfAbsent(image, new Base(copy.line(), image)));
                default -> {}
            }
        }
        return List.copyOf(bases.values());
    }

    /** The image that the last stage begins with, through stages of its own; empty: {@code scratch}, or there is none. */
    public Optional<String> lastBase(Map<String, String> arguments) {
        Map<String, String> images = new LinkedHashMap<>();
        String last = "scratch";
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.From from) {
                String image =
                        Variables.expand(from.image(), globals(arguments)).orElse(from.image());
                last = images.getOrDefault(image.toLowerCase(Locale.ROOT), image);
                String named = last;
                from.stage().ifPresent(stage -> images.put(stage, named));
            }
        }
        return last.equals("scratch") ? Optional.empty() : Optional.of(last);
    }

    /**
     * Its stages, in order. What stands before the first of them is {@link #globals arguments} for their {@code FROM}.
     *
     * @param arguments what the build gives its {@code ARG}s
     */
    public List<Stage> stages(Map<String, String> arguments) {
        Map<Integer, Line> lines = linesByNumber();
        List<Stage> stages = new ArrayList<>();
        int number = 0;
        for (Instruction instruction : instructions) {
            Step step = new Step(++number, textOf(instruction, lines), instruction);
            if (instruction instanceof Instruction.From from) {
                String base = Variables.expand(from.image(), globals(arguments)).orElse(from.image());
                stages.add(new Stage(step, base, from.stage(), List.of()));
            } else if (!stages.isEmpty()) {
                Stage begun = stages.removeLast();
                List<Step> steps = new ArrayList<>(begun.steps());
                steps.add(step);
                stages.add(new Stage(begun.from(), begun.base(), begun.name(), steps));
            }
        }
        return stages;
    }

    private Map<Integer, Line> linesByNumber() {
        Map<Integer, Line> lines = new LinkedHashMap<>();
        Lines.of(text).lines().forEach(line -> lines.put(line.number(), line));
        return lines;
    }

    private static String textOf(Instruction instruction, Map<Integer, Line> lines) {
        Line line = lines.get(instruction.line());
        return line == null ? "" : line.text();
    }

    /** What continues a line in it. */
    public char escape() {
        return Lines.of(text).escape();
    }

    /** The arguments that {@code FROM} knows: those before the first one, and what machine it is. */
    Map<String, String> globals(Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>(PlatformArguments.of(Platform.here()));
        values.replaceAll((name, value) -> given.getOrDefault(name, value));
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.From) {
                break;
            }
            if (instruction instanceof Instruction.Arg arg) {
                arg.arguments()
                        .forEach((name, value) -> Optional.ofNullable(given.get(name))
                                .or(() -> value.flatMap(text -> Variables.expand(text, values)))
                                .ifPresent(set -> values.put(name, set)));
            }
        }
        return values;
    }

    /**
     * The same with other names for its bases, so that the engine takes exactly those. Lines keep their numbers.
     *
     * @param exact gives the name for a base's
     */
    public String withBases(Map<String, String> arguments, UnaryOperator<String> exact) {
        Set<String> images = new LinkedHashSet<>();
        bases(arguments).forEach(base -> images.add(base.image()));
        List<String> written = new ArrayList<>(text.lines().toList());
        Map<Integer, Line> lines = linesByNumber();
        for (Instruction instruction : instructions) {
            Line line = lines.get(instruction.line());
            if (line == null) {
                continue;
            }
            Optional<String> changed = switch (instruction) {
                case Instruction.From from -> {
                    String image =
                            Variables.expand(from.image(), globals(arguments)).orElse(from.image());
                    yield Optional.of("FROM "
                            + from.platform()
                                    .map(platform -> "--platform=" + platform + " ")
                                    .orElse("")
                            + (images.contains(image) ? exact.apply(image) : image)
                            + from.stage().map(stage -> " AS " + stage).orElse(""));
                }
                case Instruction.Copy copy ->
                    copy.from()
                            .filter(images::contains)
                            .map(image -> line.text()
                                    .replaceFirst(
                                            Pattern.quote("--from=" + image),
                                            "--from=" + Matcher.quoteReplacement(exact.apply(image))));
                default -> Optional.empty();
            };
            changed.ifPresent(one -> {
                written.set(line.number() - 1, one);
                for (int i = line.number(); i < line.last(); i++) {
                    written.set(i, "");
                }
            });
        }
        return String.join("\n", written) + "\n";
    }
}
