package dev.slipway.runtime.cdi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Specifications that others wrote, in the directories where engines look for them. What cannot be read is named and
 * passed over.
 *
 * @param specs in the order of the directories, which later ones overrule, as CDI has it
 * @param problems one line for each file that cannot be read
 */
public record CdiFiles(List<CdiSpec> specs, List<String> problems) {
    /** Where CDI's files are, the least important first. */
    public static final List<Path> DIRECTORIES = List.of(Path.of("/etc/cdi"), Path.of("/var/run/cdi"));

    public CdiFiles {
        specs = List.copyOf(specs);
        problems = List.copyOf(problems);
    }

    /** Reads all {@code .json}, {@code .yaml} and {@code .yml} files; a directory that is not there has none. */
    public static CdiFiles read(List<Path> directories) {
        List<CdiSpec> specs = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path directory : directories) {
            for (Path file : filesIn(directory, problems)) {
                try {
                    specs.add(CdiJson.read(Files.readString(file)));
                } catch (IOException | IllegalArgumentException e) {
                    problems.add(file + ": " + e.getMessage());
                }
            }
        }
        return new CdiFiles(specs, problems);
    }

    private static List<Path> filesIn(Path directory, List<String> problems) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().matches(".*\\.(json|ya?ml)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            problems.add(directory + ": " + e.getMessage());
            return List.of();
        }
    }

    /** The last description of a device of a kind, with what its specification adds to each. */
    public Optional<ContainerEdits> device(String kind, String name) {
        return specs.reversed().stream()
                .filter(spec -> spec.kind().equals(kind))
                .flatMap(spec ->
                        spec.device(name).stream().map(device -> spec.edits().and(device.edits())))
                .findFirst();
    }
}
