package dev.slipway.floor;

import dev.slipway.step.Step;
import dev.slipway.step.Steps.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Where a process can be halted: before and after each of the platform's steps. */
public final class Halts {
    private static final Path CLASSES = Path.of("../platform-api/target/classes");

    private Halts() {}

    /** What a {@link Life} that ends there ends at. */
    public static String name(Step step, Moment moment) {
        return step.getClass().getSimpleName() + "." + step.name() + ", " + moment;
    }

    /** Before and after each of some steps. */
    public static List<String> around(Step... steps) {
        return Arrays.stream(steps)
                .flatMap(step -> Arrays.stream(Moment.values()).map(moment -> name(step, moment)))
                .toList();
    }

    /** All that there are: those of every enum of the platform's that is one of steps. */
    public static List<String> all() {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.map(file -> CLASSES.relativize(file).toString())
                    .filter(name -> name.startsWith("dev/slipway/") && name.endsWith(".class"))
                    .map(name -> type(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.')))
                    .filter(type -> type.isEnum() && Step.class.isAssignableFrom(type))
                    .flatMap(type -> Arrays.stream(type.getEnumConstants()))
                    .flatMap(step -> around((Step) step).stream())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, Halts.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
