package dev.slipway.catalog.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Here-documents: lines below a {@code RUN}, {@code ADD} or {@code COPY} that belong to it. Only BuildKit knows them
 * (<a href="https://docs.docker.com/reference/dockerfile/#here-documents">here-documents</a>); they are found so that each is
 * refused once, and its lines are not taken for instructions.
 */
final class HereDocuments {
    private static final Pattern TAKER =
            Pattern.compile("(?:onbuild\\s+)?(?:run|add|copy)\\s+(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** As BuildKit has it: a word that begins so. */
    private static final Pattern WORD = Pattern.compile("\\d*<<(-?)([^<]*)");

    /** What only a shell would take for one, as in {@code cat<<EOF}. */
    private static final Pattern IN_A_WORD = Pattern.compile("[^<(\"']*[^<(\"'\\d]\\d*<<(-?)([^<]+)");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w.-]*");
    private static final Set<String> ONLY_MARKS = Set.of("<<", "<<-");

    private HereDocuments() {}

    /**
     * One.
     *
     * @param name of the line that ends it
     * @param tabs whether tabs may stand before that
     * @param certain whether it is one though no line ends it
     */
    record Document(String name, boolean tabs, boolean certain) {
        /** The place after the line that ends it; -1: none does. */
        int endAfter(List<String> physical, int from) {
            for (int i = from; i < physical.size(); i++) {
                String line = tabs ? physical.get(i).replaceFirst("^\t+", "") : physical.get(i);
                if (line.equals(name)) {
                    return i + 1;
                }
            }
            return -1;
        }
    }

    /** Those that an instruction begins, in order. */
    static List<Document> of(String instruction, char escape) {
        List<Document> documents = new ArrayList<>();
        Matcher taker = TAKER.matcher(instruction);
        if (!taker.matches() || !instruction.contains("<<")) {
            return documents;
        }
        List<String> words = Words.split(taker.group(1), escape);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean apart = ONLY_MARKS.contains(word) && i + 1 < words.size();
            Matcher begun = WORD.matcher(apart ? word + words.get(i + 1) : word);
            Matcher within = IN_A_WORD.matcher(word);
            if (begun.matches()) {
                add(documents, begun, !apart, escape);
            } else if (within.matches()) {
                add(documents, within, false, escape);
            }
        }
        return documents;
    }

    private static void add(List<Document> documents, Matcher begun, boolean certain, char escape) {
        String name = Words.unquoted(begun.group(2), escape);
        if (NAME.matcher(name).matches()) {
            documents.add(new Document(name, !begun.group(1).isEmpty(), certain));
        }
    }
}
