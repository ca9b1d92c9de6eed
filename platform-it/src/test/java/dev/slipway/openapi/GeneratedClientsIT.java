package dev.slipway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients that generators make of the document launch, are refused with a typed problem, and list. */
class GeneratedClientsIT {
    private static final Stack STACK = Stack.get();
    private static final Path ROOT = Path.of(System.getProperty("slipway.root")).normalize();
    private static final List<String> IMAGE = List.of("probe", "echo");

    @Test
    void python() throws IOException {
        Path folder = Files.createTempDirectory("python-client");
        Shell.Result made = PythonTools.run(
                folder,
                List.of(
                        PythonTools.named("openapi-python-client"),
                        "generate",
                        "--fail-on-warning",
                        "--path",
                        PythonTools.DOCUMENT,
                        "--meta",
                        "none",
                        "--output-path",
                        folder.resolve("slipway_client").toString()));
        assertThat(made.exitCode()).as(made.output()).isZero();
        Files.copy(PythonTools.FILES.resolve("client.py"), folder.resolve("client.py"));
        Shell.Result used = PythonTools.run(
                folder,
                List.of(
                        PythonTools.named("python3"),
                        "client.py",
                        Stack.URL,
                        STACK.token("alice"),
                        IMAGE.getFirst(),
                        IMAGE.getLast()));
        assertThat(used.output()).contains("python client: done");
    }

    @Test
    void typeScript() throws IOException {
        Path folder = Files.createDirectories(ROOT.resolve("web-ui/target/client"));
        Files.copy(
                PythonTools.FILES.resolve("client.ts"),
                folder.resolve("client.mts"),
                StandardCopyOption.REPLACE_EXISTING);
        Shell.Result compiled = Shell.run(
                Map.of(),
                folder,
                List.of(
                        "../../node_modules/.bin/tsc",
                        "--strict",
                        "--target",
                        "es2022",
                        "--lib",
                        "es2022,dom",
                        "--module",
                        "esnext",
                        "--moduleResolution",
                        "bundler",
                        "--skipLibCheck",
                        "client.mts"));
        assertThat(compiled.exitCode()).as(compiled.output()).isZero();
        Shell.Result used = Shell.run(
                Map.of(),
                folder,
                List.of("node", "client.mjs", Stack.URL, STACK.token("alice"), IMAGE.getFirst(), IMAGE.getLast()));
        assertThat(used.output()).contains("typescript client: done");
    }
}
