package dev.slipway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.PackageIndex;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import dev.slipway.testing.jupyter.JupyterTerminal;
import dev.slipway.testing.jupyter.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types what the page of the first hour says, line by line, in the order in which it says it. */
class FirstHourIT {
    private static final Path PAGE = Path.of(System.getProperty("slipway.root"), "docs/first-hour.md");
    private static final Pattern PART = Pattern.compile("```(\\w+)\\n(.*?)```|<!-- (restart) -->", Pattern.DOTALL);
    private static final String ELSEWHERE = "https://data.example.org";
    private static final String USER = "bob";
    private static final String FORGET_FILES = "rm -rf ~/project ~/numbers ~/table.csv";
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private static Path folder;

    private static Stack stack;
    private static PackageIndex index;

    @BeforeAll
    static void serve() throws IOException {
        stack = Stack.get();
        index = new PackageIndex(folder, stack);
        Files.writeString(folder.resolve("table.csv"), "1,2,3\n4,5,6\n");
        Shell.output("sh", "-c", """
                set -e; cd '%s'
                git init -q work && git -C work -c user.name=test -c user.email=test@example.org commit -q --allow-empty -m numbers
                git clone -q --bare work numbers.git && git -C numbers.git update-server-info
                """.formatted(folder));
    }

    @AfterAll
    static void stop() {
        index.close();
    }

    @Test
    void isAsThePageSays() throws IOException, InterruptedException {
        String id = launch();
        Person person = new Person(id);
        person.terminal.run(FORGET_FILES, SOON); // of a run that was broken off
        int lines = 0;
        Matcher part = PART.matcher(Files.readString(PAGE).replace(ELSEWHERE, PackageIndex.URL));
        while (part.find()) {
            if (part.group(3) != null) {
                person.close();
                restart(id);
                person = new Person(id);
            } else if (part.group(1).equals("python")) {
                person.kernel.run(part.group(2), SOON);
                lines += part.group(2).split("\n", -1).length - 1;
            } else {
                assertThat(part.group(1)).isEqualTo("sh");
                for (String line : part.group(2).lines().toList()) {
                    person.terminal.run(line, SOON);
                    lines++;
                }
            }
        }
        assertThat(lines).isGreaterThan(30);
        person.terminal.run(FORGET_FILES + " ~/.slipway ~/.cache", SOON);
        person.close();
        stack.delete(USER, id);
    }

    /** One who has a terminal and a notebook open. */
    private static final class Person {
        private final JupyterTerminal terminal;
        private final Kernel kernel;

        private Person(String workspace) throws IOException, InterruptedException {
            terminal = new JupyterTerminal(stack, workspace, USER);
            kernel = new Kernel(stack, workspace, USER);
        }

        private void close() {
            terminal.close();
            kernel.close();
        }
    }

    private static String launch() {
        String id = stack.launch(
                USER,
                Map.of(
                        "name",
                        Stack.name("first-hour"),
                        "image",
                        "jupyter",
                        "version",
                        "debian-13",
                        "env",
                        PackageIndex.variables(),
                        "resources",
                        Map.of("memory", "1Gi", "cpus", 2, "gpus", Map.of("count", 1))));
        stack.awaitState(USER, id, "RUNNING");
        return id;
    }

    private static void restart(String id) {
        stack.as(USER).post("/workspaces/" + id + "/stop").then().statusCode(202);
        stack.awaitState(USER, id, "STOPPED");
        stack.as(USER).post("/workspaces/" + id + "/start").then().statusCode(202);
        stack.awaitState(USER, id, "RUNNING");
    }
}
