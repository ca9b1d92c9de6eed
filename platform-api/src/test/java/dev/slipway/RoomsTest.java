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

    private static Map<Path, Long> rooms(Path module) throws IOException {
        try (Stream<Path> files = Files.walk(module.resolve("src"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        }
    }

    @Test
    void noRoomHasMoreFilesThanOneCanLookOver() throws IOException {
        for (String module : MODULES) {
            assertThat(rooms(Path.of("..", module)))
                    .as(module)
                    .isNotEmpty()
                    .allSatisfy((room, files) -> assertThat(files).isLessThanOrEqualTo(MOST_FILES));
        }
    }
}
