package dev.slipway.runtime.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.host.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver's library in a real container, of an image that has libraries of its names, as CUDA's images have stubs. */
class LibraryLinksIT {
    private static final String IMAGE = "slipway-test/stubs:1";
    private static final String INSIDE = "/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06";
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Path driver;

    @BeforeEach
    void makeAnImageWithStubs() throws Exception {
        driver = library("driver.so", "libcuda.so.1", "of_the_driver");
        library("stub.so", "libcuda.so.1", "of_the_image");
        library("own.so", "libown.so.1", "of_the_image");
        Files.writeString(folder.resolve("Dockerfile"), """
                FROM slipway/jupyter:debian-13
                USER root
                COPY stub.so /usr/lib/x86_64-linux-gnu/libcuda.so.1
                COPY stub.so /opt/stubs/libcuda.so.1
                COPY own.so /opt/stubs/libown.so.1
                RUN echo /opt/stubs > /etc/ld.so.conf.d/00-stubs.conf && ldconfig
                """);
        run("env", "DOCKER_BUILDKIT=0", "docker", "build", "-q", "-t", IMAGE, folder.toString());
    }

    @AfterEach
    void removeIt() throws Exception {
        run("docker", "image", "rm", "-f", IMAGE);
    }

    @Test
    void areFoundBeforeTheImagesOwnAndTheImagesOtherLibrariesToo() throws Exception {
        LibraryLinks links = new LibraryLinks(Map.of("libcuda.so.1", INSIDE, "libcuda.so", INSIDE));
        Path directory = folder.resolve("lib64");
        links.write(directory);
        Path cache = Files.write(folder.resolve("ld.so.cache"), links.cache(Optional.of(ownCache())));
        List<String> shown = List.of(
                driver + ":" + INSIDE, directory + ":" + LibraryLinks.DIRECTORY, cache + ":" + LibraryLinks.CACHE);

        assertThat(inside(List.of(), "of_the_image")).as("without them").contains("libcuda.so.1 found");
        assertThat(inside(shown, "of_the_driver"))
                .contains("libcuda.so.1 => " + LibraryLinks.DIRECTORY + "/libcuda.so.1")
                .contains("libcuda.so.1 found", "libcuda.so found", "libown.so.1 not", "libz.so.1 not");
    }

    /** What the linker's program lists, and which of some libraries have a symbol. */
    private static String inside(List<String> shown, String symbol) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "docker", "run", "--rm", "--read-only", "--network=none", "--user=70000:70000", "--cap-drop=ALL"));
        shown.forEach(mount -> command.addAll(List.of("-v", mount + ":ro")));
        command.addAll(List.of(IMAGE, "sh", "-c", """
                ldconfig -p | sed -n 's/^\\t\\(libcuda[^ ]*\\) .* => /\\1 => /p'
                python3 -c '
                import ctypes
                for name in ["libcuda.so.1", "libcuda.so", "libown.so.1", "libz.so.1"]:
                    try:
                        print(name, "found" if hasattr(ctypes.CDLL(name), "%s") else "not")
                    except OSError:
                        print(name, "missing")
                '
                """.formatted(symbol)));
        return run(command.toArray(String[]::new));
    }

    private byte[] ownCache() throws Exception {
        String container = run("docker", "create", IMAGE).strip();
        try {
            Path own = folder.resolve("own.cache");
            run("docker", "cp", container + ":" + LibraryLinks.CACHE, own.toString());
            return Files.readAllBytes(own);
        } finally {
            run("docker", "rm", container);
        }
    }

    private Path library(String name, String soname, String symbol) throws Exception {
        Path source = Files.writeString(folder.resolve(name + ".c"), "int " + symbol + "(void) { return 1; }\n");
        Path made = folder.resolve(name);
        run("cc", "-shared", "-fPIC", "-Wl,-soname," + soname, "-o", made.toString(), source.toString());
        return made;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Program.Ended ended = Program.run(DEADLINE, "", List.of(command));
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return ended.output();
    }
}
