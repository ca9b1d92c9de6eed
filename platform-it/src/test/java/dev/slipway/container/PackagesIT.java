package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.testing.PackageIndex;
import dev.slipway.testing.Stack;
import dev.slipway.testing.jupyter.JupyterTerminal;
import dev.slipway.testing.jupyter.Kernel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People install packages in their workspaces, by the programs that they know, from a terminal and from a notebook. */
class PackagesIT {
    private static final String USER = "bob";
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private static Path folder;

    private static Stack stack;
    private static PackageIndex index;

    @BeforeAll
    static void serve() throws IOException {
        stack = Stack.get();
        index = new PackageIndex(folder, stack);
        index.add("greeting", "1.0", "WORD = 'hello'\n", "print(WORD)", 0);
        index.add("jupyterlab", "99.0", "raise ImportError('broken')\n", "", 0);
        index.addNpm("shout", "HELLO");
    }

    @AfterAll
    static void stop() {
        index.close();
    }

    private static String launch(String image, String version, String memory) {
        return stack.launch(
                USER,
                Map.of(
                        "name",
                        Stack.name("packages"),
                        "image",
                        image,
                        "version",
                        version,
                        "env",
                        PackageIndex.variables(),
                        "resources",
                        Map.of("memory", memory, "cpus", 1)));
    }

    private static String running(String version) {
        String id = launch("notebook", version, "1Gi");
        stack.awaitState(USER, id, "RUNNING");
        return id;
    }

    private static String typed(String id, String command) throws IOException, InterruptedException {
        try (JupyterTerminal terminal = new JupyterTerminal(stack, id, USER)) {
            return terminal.run(command, SOON);
        }
    }

    private static String computed(String id, String... cells) throws IOException, InterruptedException {
        String printed = "";
        try (Kernel kernel = new Kernel(stack, id, USER)) {
            for (String cell : cells) {
                printed = kernel.run(cell, SOON);
            }
        }
        return printed;
    }

    /** Nothing that one test installed is there for the next. */
    private static void forget(String id) {
        stack.said(id, "sh", "-c", "rm -rf ~/.slipway ~/.cache");
        stack.delete(USER, id);
    }

    private static void restart(String id) {
        String before = stack.workspace(USER, id).getString("startedAt");
        stack.as(USER).post("/workspaces/" + id + "/restart").then().statusCode(202);
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> stack.workspace(USER, id),
                        now -> now.getString("state").equals("RUNNING")
                                && !now.getString("startedAt").equals(before));
    }

    @Test
    void areInstalledFromATerminalAndANotebookAndAreThereAfterARestart() throws IOException, InterruptedException {
        String id = running("1.0.0");
        typed(id, "pip install --quiet greeting");
        assertThat(typed(id, "greeting")).isEqualTo("hello");
        assertThat(computed(id, "import greeting; print(greeting.WORD)")).isEqualTo("hello");
        // A real package of compiled parts, newer than the image's.
        String version = "import numpy; print(numpy.__version__, numpy.arange(7).sum())";
        assertThat(computed(id, version)).isNotEqualTo("2.3.5 21");
        assertThat(computed(id, "%pip install --quiet numpy==2.3.5", version)).isEqualTo("2.3.5 21");

        restart(id);
        assertThat(computed(id, version)).isEqualTo("2.3.5 21");
        assertThat(typed(id, "greeting")).isEqualTo("hello");
        typed(id, "pip uninstall --quiet --yes greeting numpy");
        assertThat(computed(id, version)).isNotEqualTo("2.3.5 21").endsWith(" 21");
        forget(id);
    }

    @Test
    void areThereAfterAPatchReleaseOfTheImageAndInNoOtherPython() throws IOException, InterruptedException {
        String before = running("1.0.0");
        typed(before, "pip install --user --quiet greeting");
        stack.delete(USER, before);

        String after = running("1.0.1");
        assertThat(typed(after, "greeting")).isEqualTo("hello");
        String other = running("2.0.0");
        assertThatThrownBy(() -> computed(other, "import greeting")).hasMessageContaining("ModuleNotFoundError");
        assertThatThrownBy(() -> typed(other, "greeting")).hasMessageContaining("ended with 127");
        typed(other, "pip install --user --quiet greeting");
        assertThat(computed(other, "import greeting, numpy; print(greeting.WORD)"))
                .isEqualTo("hello");
        // Both at once, each with its own.
        assertThat(computed(after, "import greeting; print(greeting.__file__)")).contains("/python3.13/");
        assertThat(computed(other, "import greeting; print(greeting.__file__)")).contains("/python3.11/");
        stack.delete(USER, after);
        forget(other);
    }

    @Test
    void keepNoServerFromStartingWhateverTheyReplace() throws IOException, InterruptedException {
        for (String version : new String[] {"1.0.0", "2.0.0"}) {
            String id = running(version);
            typed(id, "pip install --quiet --no-deps jupyterlab==99.0");
            typed(
                    id,
                    "printf '#!/bin/sh\\nexit 9\\n' > $VIRTUAL_ENV/bin/jupyter-lab && chmod 755 $VIRTUAL_ENV/bin/jupyter-lab");
            assertThatThrownBy(() -> computed(id, "import jupyterlab")).hasMessageContaining("broken");
            restart(id);
            assertThatThrownBy(() -> computed(id, "import jupyterlab")).hasMessageContaining("broken");
            HttpResponse<String> page = stack.http.send(
                    stack.onOrigin(id, "/lab", USER).GET().build(), HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            typed(id, "pip uninstall --quiet --yes jupyterlab");
            assertThat(computed(id, "import jupyterlab; print('whole')")).isEqualTo("whole");
            forget(id);
        }
    }

    /**
     * 500 MB pass through {@code /tmp}, half of the memory, and stay in the home. uv installs to the same place. conda is in no image
     * that can be built here and is not run: the folders that it is told are looked at. In the end a file lies where the packages
     * should be.
     */
    @Test
    void mayBeLargeAreInstalledByUvTooAndWhereTheyCannotBeTheServerStarts() throws IOException, InterruptedException {
        index.add("heavy", "1.0", "WEIGHT = 500\n", "", 500L << 20);
        String id = launch("notebook", "1.0.0", "2Gi");
        stack.awaitState(USER, id, "RUNNING");
        typed(id, "pip install --quiet --no-cache-dir heavy uv");
        typed(id, "uv pip install --quiet greeting");
        assertThat(computed(id, "import greeting, heavy; print(greeting.WORD, heavy.WEIGHT)"))
                .isEqualTo("hello 500");
        // An environment of the user's own goes before it.
        typed(
                id,
                "uv venv --quiet /tmp/own && . /tmp/own/bin/activate && uv pip install --quiet greeting && deactivate");
        assertThat(typed(id, "ls /tmp/own/lib/python3.13/site-packages")).contains("greeting");
        assertThat(typed(id, "echo $CONDA_ENVS_DIRS $CONDA_PKGS_DIRS"))
                .isEqualTo("/home/jovyan/.conda/envs /home/jovyan/.conda/pkgs");
        stack.said(id, "sh", "-c", "rm -rf ~/.slipway && echo 'a file' > ~/.slipway");
        restart(id);
        assertThat(computed(id, "print(6*7)")).isEqualTo("42");
        forget(id);
    }

    /** An image that Slipway did not build, and a server that is no Jupyter: variables alone have to do. */
    @Test
    void areInstalledIntoAnothersImageByPipAndNpm() {
        String id = launch("foreign", "1", "1Gi");
        stack.awaitState(USER, id, "RUNNING");
        stack.said(id, "sh", "-c", "pip install --quiet greeting && npm install --silent --global shout");
        assertThat(stack.said(id, "sh", "-c", "greeting && shout")).isEqualTo("hello\nHELLO");
        stack.delete(USER, id);
        String again = launch("foreign", "1", "1Gi");
        stack.awaitState(USER, again, "RUNNING");
        assertThat(stack.said(again, "sh", "-c", "greeting && shout")).isEqualTo("hello\nHELLO");
        forget(again);
    }
}
