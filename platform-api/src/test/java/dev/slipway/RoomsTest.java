package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A room that holds more than one can look over is several. */
class RoomsTest {
    private static final long MOST_FILES = 20;
    private static final List<String> MODULES =
            List.of("gpu-runtime", "image-catalog", "platform-api", "platform-floor", "platform-it", "runtime-it");

    private static Map<Path, Long> rooms(String tree) throws IOException {
        Path root = Path.of("..", tree);
        if (!Files.isDirectory(root)) {
            return Map.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        }
    }

    @Test
    void noRoomHasMoreFilesThanOneCanLookOver() throws IOException {
        for (String module : MODULES) {
            Map<Path, Long> rooms = rooms(module + "/src/main/java");
            assertThat(rooms)
                    .as(module)
                    .allSatisfy((room, files) -> assertThat(files).isLessThanOrEqualTo(MOST_FILES));
            assertThat(rooms("%s/src/test/java".formatted(module)))
                    .as(module)
                    .isNotEmpty()
                    .allSatisfy((room, files) -> assertThat(files).isLessThanOrEqualTo(MOST_FILES));
        }
    }
}
