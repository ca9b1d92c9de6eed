package dev.slipway.catalog.dockerfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of an instruction. */
final class Words {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern FLAG = Pattern.compile("--([a-z-]+)(?:=(\\S*))?(?:\\s+|$)");

    private Words() {}

    /**
     * What stands before an instruction's own words.
     *
     * @param rest the instruction without them
     */
    record Flags(Map<String, String> flags, String rest) {}

    static Flags flags(String text) {
        Map<String, String> flags = new LinkedHashMap<>();
        Matcher flag = FLAG.matcher(text);
        int end = 0;
        while (flag.find(end) && flag.start() == end) {
            flags.put(flag.group(1), flag.group(2) == null ? "true" : flag.group(2));
            end = flag.end();
        }
        return new Flags(flags, text.substring(end));
    }

    /** The words of a JSON list; empty: it is none. */
    static Optional<List<String>> json(String text) {
        if (!text.startsWith("[")) {
            return Optional.empty();
        }
        try {
            List<Object> words = JSON.readValue(text, new TypeReference<>() {});
            return words.stream().allMatch(String.class::isInstance)
                    ? Optional.of(words.stream().map(String.class::cast).toList())
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Split at white space that is neither quoted nor escaped; quotes and escapes stay. */
    static List<String> split(String text, char escape) {
        List<String> words = new ArrayList<>();
        var word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == escape && quote != '\'' && i + 1 < text.length()) {
                word.append(c).append(text.charAt(++i));
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            } else {
                if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (c == quote) {
                    quote = 0;
                }
                word.append(c);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    /** Without its quotes, and with what is escaped in the escape's place. */
    static String unquoted(String word, char escape) {
        var plain = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == escape && quote != '\'' && i + 1 < word.length()) {
                plain.append(word.charAt(++i));
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
