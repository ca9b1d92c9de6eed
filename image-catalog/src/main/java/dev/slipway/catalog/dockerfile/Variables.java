package dev.slipway.catalog.dockerfile;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts build arguments in their places: {@code $x}, {@code ${x}}, {@code ${x:-default}} and {@code ${x:+other}}. */
final class Variables {
    private static final Pattern VARIABLE =
            Pattern.compile("\\\\\\$|\\$(\\w+)|\\$\\{(\\w+)(?::([-+])([^{}]*))?\\}|\\$");

    private Variables() {}

    /** One that nobody set is nothing, as a builder has it; a form that is not known here stays as it is written. */
    static String substitute(String text, Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        Matcher names = VARIABLE.matcher(text);
        while (names.find()) {
            all.putIfAbsent(String.valueOf(names.group(1) == null ? names.group(2) : names.group(1)), "");
        }
        return expand(text, all).orElse(text);
    }

    /** Empty: it names one that nobody set, or its form is not known here. */
    static Optional<String> expand(String text, Map<String, String> values) {
        Matcher matcher = VARIABLE.matcher(text);
        var expanded = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            String value;
            if (matcher.group().equals("\\$")) {
                value = "$";
            } else if (name == null) {
                return Optional.empty();
            } else {
                String given = values.getOrDefault(name, "");
                if (matcher.group(3) == null) {
                    if (!values.containsKey(name)) {
                        return Optional.empty();
                    }
                    value = given;
                } else if (matcher.group(3).equals("-")) {
                    value = given.isEmpty() ? matcher.group(4) : given;
                } else {
                    value = given.isEmpty() ? "" : matcher.group(4);
                }
            }
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(value));
        }
        return Optional.of(matcher.appendTail(expanded).toString());
    }
}
