package dev.slipway.catalog.dockerfile;

import dev.slipway.catalog.context.BuildContext;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/** What is wrong with a Dockerfile because of the files that it comes with. */
public final class ContextRules {
    private ContextRules() {}

    /**
     * {@code ADD} unpacks archives, on the host and without a bound: a mebibyte can become a tebibyte. {@code COPY} and a
     * {@code RUN} do the same within the build's bounds.
     */
    public static List<Finding> check(Dockerfile dockerfile, BuildContext context) {
        return dockerfile.instructions().stream()
                .filter(Instruction.Add.class::isInstance)
                .map(Instruction.Add.class::cast)
                .filter(add -> add.sources().stream().anyMatch(source -> unpacks(source, context.archives())))
                .map(add -> Finding.error(
                        add.line(),
                        "add-archive",
                        "ADD would unpack " + String.join(", ", add.sources())
                                + " without a bound; COPY it, and unpack it in a RUN"))
                .toList();
    }

    /** What has variables in it may be any of them. */
    private static boolean unpacks(String source, Set<String> archives) {
        if (source.indexOf('$') >= 0) {
            return !archives.isEmpty();
        }
        String path =
                Path.of("/" + source.replace('\0', '?')).normalize().toString().substring(1);
        return archives.contains(path) || archives.stream().anyMatch(archive -> matches(path, archive));
    }

    private static boolean matches(String pattern, String archive) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(archive));
        } catch (PatternSyntaxException e) {
            return true; // the engine may read it otherwise
        }
    }
}
