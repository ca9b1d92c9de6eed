package dev.slipway.runtime.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.host.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Caches that this machine's {@code ldconfig} writes, in both forms, and what it reads in those that Slipway writes. */
class LdSoCacheIT {
    private static final Map<String, String> DRIVER = Map.of(
            "libcuda.so.1", "/usr/local/nvidia/lib64/libcuda.so.1",
            "libcuda.so", "/usr/local/nvidia/lib64/libcuda.so",
            "libnvidia-gpucomp.so.580.65.06", "/usr/local/nvidia/lib64/libnvidia-gpucomp.so.580.65.06",
            "libc.so.6", "/usr/local/nvidia/lib64/libc.so.6");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"new", "compat"})
    void isReadAndWrittenAsTheLinkersOwnProgramDoes(String form) throws Exception {
        Path own = cacheOfThisMachine(form);
        LdSoCache cache = LdSoCache.read(Files.readAllBytes(own));
        assertThat(cache.entries()).hasSizeGreaterThan(20);
        assertThat(cache.with(Map.of())).as("its order is the linker's").isEqualTo(cache);
        assertThat(printed(Files.write(folder.resolve("same"), cache.write()))).isEqualTo(printed(own));

        Path merged = Files.write(folder.resolve("merged"), cache.with(DRIVER).write());
        List<String> lines = printed(merged);
        assertThat(lines).hasSize(printed(own).size() + DRIVER.size()).containsAll(printed(own));
        DRIVER.forEach((name, path) -> assertThat(lines).contains("\t%s (libc6,x86-64) => %s".formatted(name, path)));
        assertThat(lines.stream().filter(line -> line.contains("\tlibc.so.6 (")).findFirst())
                .as("the driver's comes before another of its name")
                .hasValueSatisfying(line -> assertThat(line).contains("/usr/local/nvidia"));
        assertThat(LdSoCache.read(Files.readAllBytes(merged))).isEqualTo(cache.with(DRIVER));
    }

    @Test
    void isWrittenForAnImageThatHasNone() throws Exception {
        assertThat(printed(Files.write(
                        folder.resolve("alone"), LdSoCache.EMPTY.with(DRIVER).write())))
                .hasSize(DRIVER.size());
    }

    /** Libraries for what newer processors can do, which the linker takes where the processor can. */
    @Test
    void keepsWhatIsForNewerProcessors() throws Exception {
        Path usual = folder.resolve("lib");
        Path newer = Files.createDirectories(usual.resolve("glibc-hwcaps/x86-64-v2"));
        compile(newer.resolve("libfast.so.1"), "libfast.so.1");
        compile(usual.resolve("libfast.so.1"), "libfast.so.1");
        Path own = folder.resolve("own");
        ldconfig("-X", "-f", "/dev/null", "-C", own.toString(), usual.toString());
        LdSoCache cache = LdSoCache.read(Files.readAllBytes(own));
        assertThat(cache.capabilities()).containsExactly("x86-64-v2");
        List<String> fast =
                printed(own).stream().filter(line -> line.contains("libfast")).toList();
        assertThat(fast).hasSize(2).first().asString().contains("hwcap: \"x86-64-v2\"");
        assertThat(printed(
                        Files.write(folder.resolve("merged"), cache.with(DRIVER).write())))
                .containsSubsequence(fast);
    }

    @Test
    void refusesWhatIsNoCacheAndWhatEndsTooEarly() throws Exception {
        byte[] whole = Files.readAllBytes(cacheOfThisMachine("compat"));
        assertThatThrownBy(() -> LdSoCache.read(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LdSoCache.read("ELF".repeat(100).getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class);
        for (int length = 0; length < whole.length - 200; length += 97) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> LdSoCache.read(part)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** A quarter of a MiB that would become forty. */
    @Test
    void refusesTextsThatLieInEachOther() {
        LdSoCache.Entry entry = new LdSoCache.Entry(0x0303, "x".repeat(4000), "/x", 0, 0);
        byte[] file = new LdSoCache(Collections.nCopies(10_000, entry), List.of()).write();
        assertThat(file).hasSizeLessThan(256 << 10);
        assertThatThrownBy(() -> LdSoCache.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lie in each other");
    }

    private Path cacheOfThisMachine(String form) throws Exception {
        Path cache = folder.resolve(form);
        ldconfig("-X", "--format=" + form, "-C", cache.toString());
        return cache;
    }

    /** The lines that name libraries. */
    private static List<String> printed(Path cache) throws Exception {
        return ldconfig("-p", "-C", cache.toString())
                .lines()
                .filter(line -> line.contains(" => "))
                .toList();
    }

    private static void compile(Path library, String soname) throws Exception {
        run(List.of(
                "cc",
                "-shared",
                "-nostdlib",
                "-Wl,-soname," + soname,
                "-o",
                library.toString(),
                "-x",
                "c",
                "/dev/null"));
    }

    private static String ldconfig(String... arguments) throws Exception {
        return run(Stream.concat(Stream.of("/sbin/ldconfig"), Arrays.stream(arguments))
                .toList());
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Program.Ended ended = Program.run(Duration.ofSeconds(20), "", command);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return ended.output();
    }
}
