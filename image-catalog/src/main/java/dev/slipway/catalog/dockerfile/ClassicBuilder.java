package dev.slipway.catalog.dockerfile;

import dev.slipway.catalog.dockerfile.Lines.Line;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an instruction says that the builder of some supported engine cannot do, from Docker 20.10 on: it is refused on all, by its
 * line, so that a Dockerfile that passes here builds everywhere. What each knows was tried on Docker 20.10's.
 */
final class ClassicBuilder {
    /**
     * The flags of an instruction.
     *
     * @param here those that every builder knows
     * @param newer those that only BuildKit, or a newer engine, does
     */
    private record Flags(Set<String> here, Set<String> newer) {}

    private static final Flags NONE = new Flags(Set.of(), Set.of());
    private static final Map<String, Flags> FLAGS = Map.of(
            "FROM", new Flags(Set.of("platform"), Set.of()),
            "RUN", new Flags(Set.of(), Set.of("mount", "network", "security", "device")),
            "ADD",
                    new Flags(
                            Set.of("chown"),
                            Set.of("chmod", "link", "exclude", "checksum", "keep-git-dir", "unpack", "parents")),
            "COPY", new Flags(Set.of("chown", "from"), Set.of("chmod", "link", "exclude", "parents")),
            "HEALTHCHECK",
                    new Flags(Set.of("interval", "timeout", "start-period", "retries"), Set.of("start-interval")));

    private static final Pattern FLAG = Pattern.compile("--(?<name>[^\\s=]+)(?:=(?<value>\\S*))?(?:\\s+|$)");

    /** A flag's value that every reader of Dockerfiles ends in the same place; some know white space that others do not. */
    private static final Pattern FLAG_VALUE = Pattern.compile("[!-~&&[^\"'\\\\`=]]*");

    private static final Pattern DURATION = Pattern.compile("(\\d+(\\.\\d*)?(ms|s|m|h))+");
    private static final Pattern RETRIES = Pattern.compile("[1-9]\\d{0,8}");

    /** In their words, builders put variables in their places. */
    private static final Set<String> WITH_VARIABLES =
            Set.of("ADD", "ARG", "COPY", "ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR");

    /** {@code ${x}}, and {@code ${x:-…}}, {@code ${x:+…}}, {@code ${x:?…}}, which all of them know. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+|[@*#])(\\}|:[-+?])");

    private final Line line;
    private final char escape;
    private final List<Finding> findings = new ArrayList<>();

    private ClassicBuilder(Line line, char escape) {
        this.line = line;
        this.escape = escape;
    }

    static List<Finding> check(Lines lines) {
        return lines.lines().stream()
                .flatMap(line -> new ClassicBuilder(line, lines.escape()).findings().stream())
                .toList();
    }

    private List<Finding> findings() {
        if (line.hereDocument()) {
            needsBuildKit(
                    "Here-documents need BuildKit, which does not build here; COPY a file, or join lines with && \\");
        }
        check(line.text());
        return findings;
    }

    private void check(String instruction) {
        Matcher matcher = InstructionReader.INSTRUCTION.matcher(instruction);
        if (!matcher.matches() || matcher.group(2) == null) {
            return; // which is said where it is read
        }
        String keyword = matcher.group(1).toUpperCase(Locale.ROOT);
        String rest = matcher.group(2).strip();
        flags(keyword, rest);
        if (keyword.equals("ONBUILD")) {
            check(rest);
        }
        if (WITH_VARIABLES.contains(keyword)) {
            unknownVariable(rest)
                    .ifPresent(variable -> needsBuildKit("Not every builder knows " + variable
                            + "; write ${name}, ${name:-instead} or ${name:+if set}"));
        }
    }

    private void flags(String keyword, String rest) {
        Flags known = FLAGS.getOrDefault(keyword, NONE);
        Set<String> given = new HashSet<>();
        Matcher flag = FLAG.matcher(rest);
        int end = 0;
        while (flag.find(end) && flag.start() == end) {
            end = flag.end();
            String name = flag.group("name");
            String value = flag.group("value");
            if (known.newer().contains(name)) {
                needsBuildKit(keyword + " --" + name + " needs BuildKit, which does not build here"
                        + (name.equals("chmod") ? "; RUN chmod after it" : ""));
            } else if (!known.here().contains(name)) {
                syntax(keyword + " has no flag --" + name);
            } else if (value == null || value.isEmpty()) {
                syntax(keyword + " --" + name + " needs a value: --" + name + "=…");
            } else if (!given.add(name)) {
                syntax(keyword + " has --" + name + " twice");
            } else {
                flagValue(keyword, name, value);
            }
        }
    }

    private void flagValue(String keyword, String name, String value) {
        if (!FLAG_VALUE.matcher(value).matches()) {
            syntax(keyword + " --" + name + " has a character in its value that no name has");
        } else if (name.equals("retries") && !RETRIES.matcher(value).matches()) {
            syntax("HEALTHCHECK --retries takes a number from 1");
        } else if (keyword.equals("HEALTHCHECK")
                && !name.equals("retries")
                && !DURATION.matcher(value).matches()) {
            syntax("HEALTHCHECK --" + name + " takes a time such as 30s, 1m30s or 500ms");
        }
    }

    /** The first in a form that some builder does not know; within single quotes, or behind an escape, it is none. */
    private Optional<String> unknownVariable(String text) {
        Matcher known = VARIABLE.matcher(text);
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == escape && quote != '\'') {
                i++;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else if (quote != '\''
                    && text.startsWith("${", i)
                    && !known.region(i, text.length()).lookingAt()) {
                int close = text.indexOf('}', i);
                return Optional.of(close < 0 ? text.substring(i) : text.substring(i, close + 1));
            }
        }
        return Optional.empty();
    }

    private void needsBuildKit(String message) {
        findings.add(Finding.error(line.number(), "needs-buildkit", message));
    }

    private void syntax(String message) {
        findings.add(Finding.error(line.number(), "syntax", message));
    }
}
