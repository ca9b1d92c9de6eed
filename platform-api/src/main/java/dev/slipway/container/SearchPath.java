package dev.slipway.container;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Directories in which programs are looked for, as {@code PATH} has them, the nearest first. */
public final class SearchPath {
    /** What engines set where neither the image nor anyone else does. */
    private static final String OF_ENGINES = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final Set<String> THE_IMAGES = Set.of("$PATH", "${PATH}");

    private SearchPath() {}

    /**
     * An image's own, without which nothing of it is found.
     *
     * @param contract what its run contract sets, which counts for more than what the image itself does
     */
    public static String of(Map<String, String> image, Map<String, String> contract) {
        String own = contract.getOrDefault("PATH", image.getOrDefault("PATH", ""));
        return own.isBlank() ? OF_ENGINES : own;
    }

    /**
     * A user's directories and then the image's, each once; a user may say {@code $PATH} where the image's are to stand.
     *
     * @param users as the user wrote it; null: they said nothing
     */
    public static String merged(@Nullable String users, String images) {
        if (users == null) {
            return images;
        }
        Stream<String> said = Arrays.stream(users.split(":", -1))
                .flatMap(entry -> THE_IMAGES.contains(entry) ? entries(images) : Stream.of(entry));
        return Stream.concat(said, entries(images))
                .filter(entry -> !entry.isEmpty())
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(LinkedHashSet::new), entries -> String.join(":", entries)));
    }

    private static Stream<String> entries(String path) {
        return Arrays.stream(path.split(":", -1));
    }
}
