package dev.slipway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.catalog.Catalog;
import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.VersionName;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import dev.slipway.testing.jupyter.Kernel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the catalogue says of an image that is built here is what the image is: each is launched as a workspace, and a notebook's
 * kernel in it tells its versions and computes. {@code ./slipway test} builds three, {@code ./slipway test --images} all.
 */
class ImageSetIT {
    /** A network of two layers learns that y is the sum of x: the loss falls, whatever the framework. */
    private static final Map<String, String> PROGRAMS = Map.of(
            "jupyter", """
            import sys, numpy
            from importlib.metadata import distributions
            found = {d.metadata['Name']: d.version for d in distributions()}
            print('%d.%d' % sys.version_info[:2], found.get('jupyterlab') or found['notebook'], '-', numpy.arange(7).sum())
            """,
            "pytorch", """
            import sys, torch
            torch.manual_seed(1)
            net = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.ReLU(), torch.nn.Linear(16, 1))
            opt = torch.optim.Adam(net.parameters(), lr=0.02)
            x = torch.rand(64, 4); y = x.sum(1, keepdim=True); losses = []
            for _ in range(40):
                loss = ((net(x) - y) ** 2).mean(); opt.zero_grad(); loss.backward(); opt.step(); losses.append(loss.item())
            assert losses[-1] < losses[0] / 4, losses
            print('%d.%d' % sys.version_info[:2], torch.__version__.split('+')[0], torch.version.cuda or '-', '%.4f' % losses[-1])
            """,
            "tensorflow", """
            import os, sys
            os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
            import tensorflow as tf
            tf.random.set_seed(1)
            x = tf.random.uniform((64, 4)); y = tf.reduce_sum(x, 1, keepdims=True)
            net = tf.keras.Sequential([tf.keras.layers.Dense(16, 'relu'), tf.keras.layers.Dense(1)])
            net.compile(tf.keras.optimizers.Adam(0.02), 'mse')
            losses = net.fit(x, y, epochs=30, verbose=0).history['loss']
            assert losses[-1] < losses[0] / 4, losses
            print('%d.%d' % sys.version_info[:2], tf.__version__, '-', '%.4f' % losses[-1])
            """,
            "cuda", """
            import os, subprocess, sys
            open('/tmp/a.cu', 'w').write('__global__ void f(int *x) { *x = 42; } int main() { return sizeof(int) != 4; }')
            subprocess.run(['nvcc', '-o', os.path.expanduser('~/a.out'), '/tmp/a.cu'], check=True)
            subprocess.run([os.path.expanduser('~/a.out')], check=True)
            release = subprocess.run(['nvcc', '--version'], check=True, capture_output=True, text=True).stdout
            release = release.split('release ')[1].split(',')[0]
            print('%d.%d' % sys.version_info[:2], release, release, 'compiled')
            """);

    private static final List<String> TABLE = new ArrayList<>();
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.get();
    }

    @AfterAll
    static void print() {
        System.out.printf(
                Locale.ROOT,
                "%n%-36s %8s %12s %8s %10s %12s %10s%n%s%n",
                "image",
                "Python",
                "framework",
                "CUDA",
                "size",
                "of it shared",
                "launch",
                String.join(System.lineSeparator(), TABLE));
    }

    /** Those that were built for this run. */
    static Stream<String> images() {
        return Arrays.stream(System.getProperty("slipway.test.images", "").split(",", -1))
                .filter(name -> !name.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("images")
    void isWhatTheCatalogueSays(String name) throws IOException, InterruptedException {
        int space = name.indexOf('/');
        CatalogImage image =
                Catalog.curated().image(new ImageName(name.substring(0, space))).orElseThrow();
        ImageVersion version =
                image.version(new VersionName(name.substring(space + 1))).orElseThrow();
        long began = System.nanoTime();
        String id = launch(name, Map.of("memory", "3Gi", "cpus", 2));
        try {
            awaitRunning(id);
            double launched = (System.nanoTime() - began) / 1e9;
            String told;
            try (Kernel kernel = new Kernel(stack, id, "bob")) {
                told = kernel.run(PROGRAMS.get(image.framework()), Duration.ofMinutes(4));
            }
            // A library may have warned before.
            String[] words = told.strip().lines().toList().getLast().split(" ", -1);
            assertThat(words[0]).isEqualTo(version.python());
            assertThat(words[1]).startsWith(version.frameworkVersion());
            assertThat(words[2])
                    .isEqualTo(version.cuda()
                            .map(cuda -> cuda.toolkit().replaceFirst("^(\\d+\\.\\d+).*", "$1"))
                            .orElse("-"));
            note(name, words, launched);
        } finally {
            stack.delete("bob", id);
        }
    }

    /** What Slipway is for: projects with a CUDA version each, at once, on one machine with one driver. */
    @Test
    void runsTwoVersionsOfCudaSideBySide() throws IOException, InterruptedException {
        List<String> cudas =
                images().filter(name -> name.startsWith("cuda/")).sorted().toList();
        assumeTrue(cudas.size() >= 2, "it is the whole set that has two");
        Map<String, Object> resources = Map.of("memory", "2Gi", "cpus", 1, "gpus", Map.of("count", 1));
        List<String> ids = cudas.stream().map(name -> launch(name, resources)).toList();
        try {
            ids.forEach(ImageSetIT::awaitRunning);
            List<String> releases = new ArrayList<>();
            List<String> gpus = new ArrayList<>();
            for (String id : ids) {
                try (Kernel kernel = new Kernel(stack, id, "bob")) {
                    String told = kernel.run(PROGRAMS.get("cuda"), Duration.ofMinutes(4));
                    releases.add(told.strip().split(" ", -1)[1]);
                }
                gpus.addAll(stack.workspace("bob", id).getList("gpus.uuid", String.class));
            }
            assertThat(releases)
                    .isEqualTo(cudas.stream()
                            .map(name -> name.replaceFirst("cuda/(\\d+\\.\\d+).*", "$1"))
                            .toList());
            assertThat(gpus).hasSize(cudas.size()).doesNotHaveDuplicates();
        } finally {
            stack.delete("bob", ids.toArray(String[]::new));
        }
    }

    private static String launch(String name, Map<String, Object> resources) {
        int slash = name.indexOf('/');
        return stack.launch(
                "bob",
                Map.of(
                        "name", Stack.name("set"),
                        "image", name.substring(0, slash),
                        "version", name.substring(slash + 1),
                        "resources", resources));
    }

    private static void awaitRunning(String id) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> stack.workspace("bob", id).getString("state"), state -> {
                    assertThat(state).isNotEqualTo("FAILED");
                    return state.equals("RUNNING");
                });
    }

    private static void note(String name, String[] words, double launched) {
        String reference = "slipway/" + name.replace('/', ':');
        long size = Long.parseLong(inspect(reference, "{{.Size}}"));
        TABLE.add(String.format(
                Locale.ROOT,
                "%-36s %8s %12s %8s %6d MiB %8d MiB %8.1f s",
                name,
                words[0],
                words[1],
                words[2],
                size >> 20,
                shared(reference) >> 20,
                launched));
    }

    /** How much of an image its base has too: the size of the largest other image that it begins with. */
    private static long shared(String reference) {
        List<String> layers = layers(reference);
        return images().map(name -> "slipway/" + name.replace('/', ':'))
                .filter(other -> !other.equals(reference))
                .filter(other -> {
                    List<String> base = layers(other);
                    return base.size() < layers.size()
                            && layers.subList(0, base.size()).equals(base);
                })
                .mapToLong(other -> Long.parseLong(inspect(other, "{{.Size}}")))
                .max()
                .orElse(0);
    }

    private static List<String> layers(String reference) {
        return Arrays.asList(inspect(reference, "{{join .RootFS.Layers \" \"}}").split(" ", -1));
    }

    private static String inspect(String reference, String format) {
        return Shell.output("docker", "image", "inspect", "-f", format, reference)
                .strip();
    }
}
