package dev.slipway.runtime.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as an administrator runs it, on the simulated library. */
class SelfCheckIT {
    private static final String LIBRARY = "../gpu-runtime/target/simulated-nvml/libnvidia-ml.so.1";

    @TempDir
    private Path folder;

    private record Run(int exitCode, String output, String errors) {}

    @Test
    void showsTheHostAsText() throws Exception {
        Run run = run("check", "--library", LIBRARY, "--listen", "0");
        assertThat(run.errors()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.output())
                .contains(
                        "simulated",
                        "GPU 7 NVIDIA H100",
                        "compute capability 9.0",
                        "link 0-1 NVLINK",
                        "CDI specification");
    }

    @Test
    void showsTheHostAsJson() throws Exception {
        Run run = run("check", "--json", "--library", LIBRARY, "--listen", "0");
        assertThat(run.errors()).as("of a plain java -jar").isEmpty();
        JsonNode root = new ObjectMapper().readTree(run.output());
        assertThat(root.at("/host/simulated").asBoolean()).isTrue();
        assertThat(root.at("/host/gpus")).hasSize(8);
        assertThat(root.at("/cdi/kind").asText()).isEqualTo("nvidia.com/gpu");
    }

    @Test
    void writesTheSpecificationIntoAnEnginesDirectory() throws Exception {
        Path file = folder.resolve("nvidia.json");
        Run run = run("cdi", "--library", LIBRARY, "--output", file.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.errors()).isEmpty();
        assertThat(new ObjectMapper()
                        .readTree(Files.readString(file))
                        .at("/devices/1/name")
                        .asText())
                .isEqualTo("0");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void saysWhyThereIsNothingToDescribe() throws Exception {
        Run run = run("cdi", "--library", folder.resolve("none.so").toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).contains("nothing to describe");
        assertThat(run("frobnicate").exitCode()).isEqualTo(2);
    }

    private static Run run(String... arguments) throws IOException, InterruptedException {
        Path jar;
        try (var files = Files.newDirectoryStream(Path.of("../gpu-runtime/target"), "gpu-runtime-*.jar")) {
            jar = files.iterator().next();
        }
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put(
                        "SLIPWAY_SIMULATED_GPUS",
                        Path.of("../gpu-runtime/src/main/c/scenarios/8xh100.scenario")
                                .toAbsolutePath()
                                .toString());
        Path errors = Files.createTempFile("slipway-check", ".log");
        Process process = builder.redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Run run = new Run(process.waitFor(), output, Files.readString(errors));
        Files.delete(errors);
        return run;
    }
}
