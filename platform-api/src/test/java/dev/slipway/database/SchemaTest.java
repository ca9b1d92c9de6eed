package dev.slipway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaTest {
    @Test
    void knowsTheNewestScriptAndThereIsOneForEachVersion() throws IOException {
        try (Stream<Path> scripts = Files.list(Path.of("src/main/resources/db/migration"))) {
            List<String> versions = scripts.map(script -> script.getFileName().toString())
                    .map(name -> name.substring(1, name.indexOf("__")))
                    .sorted()
                    .toList();
            assertThat(versions)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, Integer.parseInt(Schema.NEWEST))
                            .mapToObj(Integer::toString)
                            .sorted()
                            .toList());
        }
    }
}
