package dev.slipway.runtime.inmemory;

import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.imagebuild.BuildSpec;
import dev.slipway.runtime.imagebuild.BuildStep;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Builds an image of the few words of a Dockerfile that need no container. */
final class SimulatedBuild {
    private static final int BLOCK = 512;
    private static final int SIZE = 124;

    private SimulatedBuild() {}

    static LocalImage run(
            BuildSpec spec,
            InputStream context,
            Function<ImageReference, Optional<LocalImage>> images,
            Consumer<String> log,
            Consumer<LocalImage> built) {
        List<String> lines =
                dockerfile(context).lines().filter(line -> !line.isBlank()).toList();
        LocalImage base = null;
        Map<String, String> environment = new HashMap<>();
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            log.accept("Step " + (i + 1) + "/" + lines.size() + " : " + lines.get(i));
            String[] words = lines.get(i).split(" ", 2);
            switch (words[0].toUpperCase(Locale.ROOT)) {
                case "FROM" -> {
                    ImageReference name = new ImageReference(words[1]);
                    base = images.apply(name).orElseThrow(() -> new EngineException.Refused("no image " + name, null));
                    environment.putAll(base.environment());
                    labels.putAll(base.labels());
                }
                case "ENV" -> put(words[1], environment);
                case "LABEL" -> put(words[1], labels);
                case "RUN" -> {
                    if (words[1].equals("false")) {
                        throw new EngineException.Refused(
                                "The command '/bin/sh -c false' returned a non-zero code: 1", null);
                    }
                }
                default -> throw new EngineException.Refused("not simulated: " + words[0], null);
            }
        }
        if (base == null) {
            throw new EngineException.Refused("a Dockerfile begins with FROM", null);
        }
        labels.putAll(spec.labels());
        String digest = digest(lines + " " + labels);
        LocalImage image = new LocalImage(
                spec.tag().orElseGet(() -> new ImageReference(digest)),
                digest,
                base.size(),
                labels,
                environment,
                List.of(),
                base.layers());
        built.accept(image);
        return image;
    }

    /** One step: an image like the other, with a digest of its own. */
    static LocalImage step(LocalImage base, BuildStep step, Consumer<String> log) {
        List<String> words = switch (step.command()) {
            case BuildStep.Command.Line(String line) -> List.of("sh", "-c", line);
            case BuildStep.Command.Words(List<String> listed) -> listed;
        };
        Optional<Integer> code =
                SimulatedProgram.of(words).run((stream, text) -> text.lines().forEach(log), Duration.ofMinutes(1));
        if (!code.equals(Optional.of(0))) {
            throw new EngineException.Refused(
                    "The command '" + String.join(" ", words) + "' returned a non-zero code: "
                            + code.map(String::valueOf).orElse("none"),
                    null);
        }
        String digest = digest(base.digest() + words + new TreeMap<>(step.arguments()));
        return new LocalImage(
                new ImageReference(digest),
                digest,
                base.size(),
                base.labels(),
                base.environment(),
                List.of(),
                base.layers());
    }

    private static void put(String pair, Map<String, String> values) {
        int equals = pair.indexOf('=');
        values.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    /** The first file of a tar. */
    private static String dockerfile(InputStream context) {
        try (context) {
            byte[] header = context.readNBytes(BLOCK);
            String size = new String(header, SIZE, 12, StandardCharsets.US_ASCII).replaceAll("[^0-7]", "");
            return new String(context.readNBytes(Integer.parseInt(size, 8)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EngineException.Refused("the context cannot be read", e);
        }
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
