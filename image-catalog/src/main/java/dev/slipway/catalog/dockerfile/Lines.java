package dev.slipway.catalog.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Dockerfile's instructions as lines: comments are gone, and what an escape character at its end continues is one line.
 *
 * @param escape what continues a line, {@code \} or, as a directive may have it, {@code `}
 */
record Lines(List<Line> lines, char escape, List<Finding> findings) {
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*");
    private static final int MOST_LINES = 10_000;

    /**
     * An instruction.
     *
     * @param number where it begins, from 1
     * @param last where it ends
     * @param hereDocument whether it has here-documents, whose lines are not in its text
     */
    record Line(int number, int last, String text, boolean hereDocument) {}

    static Lines of(String text) {
        List<String> physical = text.replaceFirst("^\uFEFF", "").lines().toList();
        List<Finding> findings = new ArrayList<>();
        if (physical.size() > MOST_LINES) {
            findings.add(Finding.error(MOST_LINES, "too-long", "A Dockerfile has at most " + MOST_LINES + " lines"));
            return new Lines(List.of(), '\\', findings);
        }
        char escape = directives(physical, findings);
        List<Line> lines = new ArrayList<>();
        int at = 0;
        while (at < physical.size()) {
            if (isBlankOrComment(physical.get(at))) {
                at++;
                continue;
            }
            int first = at;
            var whole = new StringBuilder();
            boolean goesOn = true;
            while (goesOn && at < physical.size()) {
                String part = physical.get(at++);
                if (at - 1 > first && isBlankOrComment(part)) {
                    continue; // comments and empty lines may stand within an instruction
                }
                String end = part.stripTrailing();
                goesOn = !end.isEmpty() && end.charAt(end.length() - 1) == escape;
                whole.append(goesOn ? end.substring(0, end.length() - 1) : part);
            }
            String instruction = whole.toString().strip();
            boolean hereDocument = false;
            for (HereDocuments.Document document : HereDocuments.of(instruction, escape)) {
                int end = document.endAfter(physical, at);
                hereDocument |= document.certain() || end >= 0;
                at = Math.max(at, end);
            }
            lines.add(new Line(first + 1, at, instruction, hereDocument));
        }
        return new Lines(lines, escape, findings);
    }

    /** Directives stand before everything else, comments included. */
    private static char directives(List<String> physical, List<Finding> findings) {
        char escape = '\\';
        for (int i = 0; i < physical.size(); i++) {
            Matcher directive = DIRECTIVE.matcher(physical.get(i).strip());
            if (!directive.matches()) {
                break;
            }
            switch (directive.group(1).toLowerCase(Locale.ROOT)) {
                case "escape" -> {
                    if (directive.group(2).equals("`")) {
                        escape = '`';
                    } else if (!directive.group(2).equals("\\")) {
                        findings.add(Finding.error(i + 1, "syntax", "escape is \\ or `"));
                    }
                }
                case "syntax" ->
                    findings.add(Finding.warning(
                            i + 1,
                            "syntax-directive",
                            "Slipway reads Dockerfiles itself and fetches no other syntax; the line does nothing"));
                default -> {
                    return escape; // a comment like any other
                }
            }
        }
        return escape;
    }

    private static boolean isBlankOrComment(String line) {
        String text = line.strip();
        return text.isEmpty() || text.startsWith("#");
    }
}
