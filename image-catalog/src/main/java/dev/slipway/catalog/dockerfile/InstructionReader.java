package dev.slipway.catalog.dockerfile;

import dev.slipway.catalog.dockerfile.Instruction.Command;
import dev.slipway.catalog.dockerfile.Lines.Line;
import dev.slipway.catalog.dockerfile.Words.Flags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one instruction. */
final class InstructionReader {
    static final Pattern INSTRUCTION = Pattern.compile("([a-zA-Z]+)(?:\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern STAGE = Pattern.compile("[a-z][a-z0-9-_.]*");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_]\\w*");
    private static final Pattern PORT = Pattern.compile("[\\d$\\w{}:+-]+(/(tcp|udp|sctp))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern RANGE = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?(?:/\\w+)?");
    private static final int MOST_PORT = 65_535;
    private static final Set<Keyword> NOT_ON_BUILD = Set.of(Keyword.FROM, Keyword.MAINTAINER, Keyword.ONBUILD);

    private final char escape;

    InstructionReader(char escape) {
        this.escape = escape;
    }

    private enum Keyword {
        FROM,
        MAINTAINER,
        RUN,
        CMD,
        LABEL,
        EXPOSE,
        ENV,
        ADD,
        COPY,
        ENTRYPOINT,
        VOLUME,
        USER,
        WORKDIR,
        ARG,
        ONBUILD,
        STOPSIGNAL,
        HEALTHCHECK,
        SHELL
    }

    /** What an instruction cannot be read for. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
        private final String code;

        Unreadable(String code, String message) {
            super(message);
            this.code = code;
        }

        Finding at(int line) {
            return Finding.error(line, code, String.valueOf(getMessage()));
        }
    }

    Instruction read(Line line) throws Unreadable {
        Matcher matcher = INSTRUCTION.matcher(line.text());
        if (!matcher.matches()) {
            throw syntax("An instruction begins with its name");
        }
        return read(line.number(), keyword(matcher.group(1)), matcher.group(2));
    }

    private static Keyword keyword(String name) throws Unreadable {
        try {
            return Keyword.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Unreadable(
                    "unknown-instruction", name.toUpperCase(Locale.ROOT) + " is no instruction of a Dockerfile");
        }
    }

    private Instruction read(int line, Keyword keyword, @Nullable String words) throws Unreadable {
        String rest = words == null ? "" : words.strip();
        if (rest.isEmpty()) {
            throw syntax(keyword + " needs something after it");
        }
        Flags flags = Words.flags(rest);
        return switch (keyword) {
            case FROM -> from(line, flags);
            case MAINTAINER -> new Instruction.Maintainer(line, rest);
            case RUN ->
                new Instruction.Run(line, notNothing(keyword, command(notEmpty(keyword, flags.rest()))), flags.flags());
            case CMD -> new Instruction.Cmd(line, command(rest));
            case LABEL -> new Instruction.Label(line, pairs(keyword, rest));
            case EXPOSE -> new Instruction.Expose(line, ports(rest));
            case ENV -> new Instruction.Env(line, pairs(keyword, rest));
            case ADD ->
                files(keyword, flags, (sources, target) -> new Instruction.Add(line, sources, target, flags.flags()));
            case COPY ->
                files(keyword, flags, (sources, target) -> new Instruction.Copy(line, sources, target, flags.flags()));
            case ENTRYPOINT -> new Instruction.Entrypoint(line, command(rest));
            case VOLUME -> new Instruction.Volume(line, paths(rest));
            case USER -> new Instruction.User(line, Words.unquoted(one(keyword, rest), escape));
            case WORKDIR -> new Instruction.Workdir(line, Words.unquoted(rest, escape));
            case ARG -> new Instruction.Arg(line, arguments(rest));
            case ONBUILD -> onBuild(line, rest);
            case STOPSIGNAL -> new Instruction.StopSignal(line, one(keyword, rest));
            case HEALTHCHECK -> healthcheck(line, flags);
            case SHELL ->
                new Instruction.Shell(
                        line,
                        Words.json(rest)
                                .filter(list -> !list.isEmpty())
                                .orElseThrow(() -> syntax("SHELL takes a JSON list of strings")));
        };
    }

    private Instruction from(int line, Flags flags) throws Unreadable {
        List<String> words = Words.split(flags.rest(), escape);
        boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("as");
        if (words.size() != 1 && !named) {
            throw syntax("FROM takes an image, and AS and a name if the stage has one");
        }
        if (named && !STAGE.matcher(words.get(2).toLowerCase(Locale.ROOT)).matches()) {
            throw syntax("A stage's name begins with a letter and is of letters, digits, -, _ and .");
        }
        return new Instruction.From(
                line,
                Words.unquoted(words.getFirst(), escape),
                Optional.ofNullable(flags.flags().get("platform")),
                named ? Optional.of(words.get(2).toLowerCase(Locale.ROOT)) : Optional.empty());
    }

    private Instruction onBuild(int line, String rest) throws Unreadable {
        Matcher matcher = INSTRUCTION.matcher(rest);
        if (!matcher.matches()) {
            throw syntax("ONBUILD takes an instruction");
        }
        Keyword keyword = keyword(matcher.group(1));
        if (NOT_ON_BUILD.contains(keyword)) {
            throw syntax("ONBUILD cannot have " + keyword);
        }
        return new Instruction.OnBuild(line, read(line, keyword, matcher.group(2)));
    }

    private Instruction healthcheck(int line, Flags flags) throws Unreadable {
        Matcher matcher = INSTRUCTION.matcher(flags.rest());
        String kind = matcher.matches() ? matcher.group(1).toUpperCase(Locale.ROOT) : "";
        String command =
                matcher.matches() && matcher.group(2) != null ? matcher.group(2).strip() : "";
        if (kind.equals("NONE") && command.isEmpty()) {
            return new Instruction.Healthcheck(line, Optional.empty(), flags.flags());
        }
        if (kind.equals("CMD") && !command.isEmpty()) {
            return new Instruction.Healthcheck(
                    line, Optional.of(notNothing(Keyword.HEALTHCHECK, command(command))), flags.flags());
        }
        throw syntax("HEALTHCHECK takes NONE, or CMD and a command");
    }

    /** What begins as a JSON list and is none is a shell's line, as Docker has it. */
    private static Command command(String text) {
        return Words.json(text).<Command>map(Command.Exec::new).orElseGet(() -> new Command.Shell(text));
    }

    private static Command notNothing(Keyword keyword, Command command) throws Unreadable {
        if (command.equals(new Command.Exec(List.of()))) {
            throw syntax(keyword + " takes a program, and the list is empty");
        }
        return command;
    }

    private List<String> words(String text) {
        return Words.json(text)
                .orElseGet(() -> Words.split(text, escape).stream()
                        .map(word -> Words.unquoted(word, escape))
                        .toList());
    }

    private Instruction files(Keyword keyword, Flags flags, BiFunction<List<String>, String, Instruction> made)
            throws Unreadable {
        List<String> words = words(notEmpty(keyword, flags.rest()));
        if (words.size() < 2) {
            throw syntax(keyword + " takes one source or more, and a target");
        }
        return made.apply(words.subList(0, words.size() - 1), words.getLast());
    }

    /** {@code name=value …}, or in the old form one name and the rest of the line. */
    private Map<String, String> pairs(Keyword keyword, String text) throws Unreadable {
        List<String> words = Words.split(text, escape);
        Map<String, String> pairs = new LinkedHashMap<>();
        if (words.getFirst().indexOf('=') < 0) {
            if (words.size() < 2) {
                throw syntax(keyword + " takes name=value");
            }
            String key = words.getFirst();
            pairs.put(key, Words.unquoted(text.substring(key.length()).strip(), escape));
            return pairs;
        }
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw syntax(keyword + " takes name=value, and " + word + " is none; quote a value with spaces");
            }
            pairs.put(
                    Words.unquoted(word.substring(0, equals), escape),
                    Words.unquoted(word.substring(equals + 1), escape));
        }
        return pairs;
    }

    private Map<String, Optional<String>> arguments(String text) throws Unreadable {
        Map<String, Optional<String>> arguments = new LinkedHashMap<>();
        for (String word : Words.split(text, escape)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!NAME.matcher(name).matches()) {
                throw syntax("ARG takes a name, or name=default");
            }
            arguments.put(
                    name,
                    equals < 0 ? Optional.empty() : Optional.of(Words.unquoted(word.substring(equals + 1), escape)));
        }
        return arguments;
    }

    private List<String> paths(String text) throws Unreadable {
        List<String> paths = words(text);
        if (paths.isEmpty() || paths.contains("")) {
            throw syntax("VOLUME takes paths, none of them empty");
        }
        return paths;
    }

    private List<String> ports(String text) throws Unreadable {
        List<String> ports = Words.split(text, escape);
        for (String port : ports) {
            if (!PORT.matcher(port).matches() || !areInRange(port)) {
                throw syntax("EXPOSE takes ports, such as 8888 or 8888/tcp");
            }
        }
        return ports;
    }

    /** Of what is written without variables: ports are up to 65535, and a range goes upwards. */
    private static boolean areInRange(String port) {
        Matcher range = RANGE.matcher(port);
        if (!range.matches()) {
            return port.indexOf('$') >= 0 || port.indexOf(':') >= 0;
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        return first <= last && last <= MOST_PORT;
    }

    private String one(Keyword keyword, String text) throws Unreadable {
        if (Words.split(text, escape).size() != 1) {
            throw syntax(keyword + " takes one word");
        }
        return text;
    }

    private static String notEmpty(Keyword keyword, String text) throws Unreadable {
        if (text.isBlank()) {
            throw syntax(keyword + " needs something after its flags");
        }
        return text;
    }

    private static Unreadable syntax(String message) {
        return new Unreadable("syntax", message);
    }
}
