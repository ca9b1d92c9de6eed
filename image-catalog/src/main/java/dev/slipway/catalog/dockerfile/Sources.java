package dev.slipway.catalog.dockerfile;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which words of an {@code ADD} or a {@code COPY} are no files of the context. Engines split a line at every white space, quoted and
 * escaped too, and take quotes and escapes away after that, in JSON too: every word is looked at both ways, the target among them.
 */
final class Sources {
    private static final Pattern REMOTE =
            Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*|git@.*|github\\.com/.*|.*\\.git(#.*)?");

    /** Before a variable, what makes it a part of a path: a folder whose name begins no address. */
    private static final Pattern IN_A_FOLDER = Pattern.compile("[^$:@/]*/.*|/.*");

    private Sources() {}

    /** The first that is fetched from elsewhere. */
    static Optional<String> remote(List<String> sources, String target, char escape) {
        return words(sources, target)
                .flatMap(word -> Stream.of(word, Words.unquoted(word, escape)))
                .filter(word -> REMOTE.matcher(word).matches())
                .findFirst();
    }

    /**
     * The first that may come to be fetched from elsewhere. What a variable is, stands in no line here: an image's own variables
     * are stronger than arguments.
     */
    static Optional<String> open(List<String> sources, String target) {
        List<String> written = words(sources, target).toList();
        return written.subList(0, written.size() - 1).stream()
                .filter(word -> word.indexOf('$') >= 0)
                .filter(word -> !IN_A_FOLDER
                                .matcher(word.substring(0, word.indexOf('$')))
                                .matches()
                        || REMOTE.matcher(word).matches())
                .findFirst();
    }

    private static Stream<String> words(List<String> sources, String target) {
        return Stream.concat(sources.stream(), Stream.of(target)).flatMap(word -> Stream.of(word.split("\\s+", -1)));
    }
}
