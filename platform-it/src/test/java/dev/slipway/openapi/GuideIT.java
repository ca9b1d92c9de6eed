package dev.slipway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guide's programs do what it says, as they stand in it. */
class GuideIT {
    private static final Stack STACK = Stack.get();
    private static final Path GUIDE =
            Path.of(System.getProperty("slipway.root")).resolve("docs/api/README.md");

    @ParameterizedTest
    @CsvSource({"bash, bash, guide.sh", "python, python3, guide.py", "js, node, guide.mjs"})
    void launchesWaitsIsRefusedAndCleansUp(String language, String program, String file) throws IOException {
        Path folder = Files.createTempDirectory("guide");
        Files.writeString(folder.resolve(file), block(language));
        Shell.Result result = Shell.run(
                Map.of(
                        "SLIPWAY_URL",
                        Stack.URL,
                        "SLIPWAY_TOKEN",
                        STACK.token("alice"),
                        "SLIPWAY_IMAGE",
                        "probe",
                        "SLIPWAY_VERSION",
                        "echo"),
                folder,
                List.of(program, file));
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output())
                .contains("QUEUED Admitted with probe echo", "RUNNING The server answers", "It is", "/", "DELETING")
                .containsPattern("409 (urn:slipway:problem:)?conflict: You have a workspace named guide-");
    }

    private static String block(String language) throws IOException {
        Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)\n```").matcher(Files.readString(GUIDE));
        assertThat(block.find()).as("a program in " + language).isTrue();
        return block.group(1) + "\n";
    }
}
