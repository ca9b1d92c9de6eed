package dev.slipway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** Programs from PyPI by which the API is tried, at the versions of {@code openapi/requirements.txt}; fetched once and kept. */
final class PythonTools {
    private static final Path ROOT = Path.of(System.getProperty("slipway.root"));

    /** The folder of the files that the tests of the API's document share. */
    static final Path FILES = ROOT.resolve("platform-it/src/test/resources/dev/slipway/openapi");

    /** The API's document, as it is in the repository. */
    static final String DOCUMENT =
            ROOT.resolve("docs/api/openapi.json").normalize().toString();

    private static final Path VENV =
            Path.of(System.getProperty("slipway.test.homes")).resolve("python-tools");

    private PythonTools() {}

    /** The path of one of them. */
    static synchronized String named(String program) {
        Path requirements = FILES.resolve("requirements.txt");
        Path kept = VENV.resolve("requirements.txt");
        try (FileChannel file =
                        FileChannel.open(Path.of(VENV + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            assertThat(lock.isValid()).isTrue();
            if (!Files.exists(kept) || Files.mismatch(kept, requirements) >= 0) {
                Shell.output("python3", "-m", "venv", "--clear", VENV.toString());
                Shell.output(bin("pip"), "install", "-q", "-r", requirements.toString());
                Files.copy(requirements, kept);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bin(program);
    }

    /** Runs one of them. */
    static Shell.Result run(Path folder, List<String> command) {
        // What it calls itself is beside it.
        String path = VENV.resolve("bin") + ":" + System.getenv("PATH");
        return Shell.run(Map.of("PATH", path, "NO_COLOR", "1"), folder, command);
    }

    private static String bin(String program) {
        return VENV.resolve("bin").resolve(program).toString();
    }
}
