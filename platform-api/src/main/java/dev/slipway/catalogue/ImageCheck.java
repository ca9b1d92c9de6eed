package dev.slipway.catalogue;

import dev.slipway.catalog.CudaFacts;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.trial.Found;
import dev.slipway.trial.TrialReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What was seen in a version's image when it was started once.
 *
 * @param image the engine's id of the image that was started
 * @param readySeconds from its start to its server's first answer
 * @param cuda of the framework's build, or of the compiler
 * @param differences where it is not what the catalogue says, in words
 * @param problem why its server did not serve
 */
@Schema(name = "ImageCheck")
public record ImageCheck(
        String image,
        Instant at,
        TrialReport.Server server,
        @Nullable Double readySeconds,
        @Nullable String python,
        @Nullable String frameworkVersion,
        @Nullable String cuda,
        List<String> differences,
        @Nullable String problem) {
    public ImageCheck {
        differences = List.copyOf(differences);
    }

    /**
     * Compares what was seen with what is known.
     *
     * @param framework of the image, as the catalogue has it
     */
    public static ImageCheck of(
            String imageId, Instant at, TrialReport report, String framework, ImageVersion version) {
        Found found = report.found();
        List<String> differences = new ArrayList<>();
        compare("Python", version.python(), Optional.ofNullable(found.python()), differences);
        compare(framework, version.frameworkVersion(), found.of(framework), differences);
        compare(
                "CUDA",
                version.cuda().map(CudaFacts::toolkit).orElse(null),
                Optional.ofNullable(found.cuda()),
                differences);
        return new ImageCheck(
                imageId,
                at,
                report.server(),
                report.readySeconds(),
                found.python(),
                found.of(framework).orElse(null),
                found.cuda(),
                differences,
                report.problem());
    }

    /** {@code 3.11} is said of {@code 3.11.2}, and {@code 12.4.1} of CUDA that calls itself {@code 12.4}. */
    private static void compare(String what, @Nullable String said, Optional<String> seen, List<String> differences) {
        if (said != null && seen.isPresent() && !begins(seen.get(), said) && !begins(said, seen.get())) {
            differences.add(what + " is " + seen.get() + " in the image, and " + said + " in the catalogue");
        }
    }

    private static boolean begins(String whole, String part) {
        return whole.equals(part) || (whole.startsWith(part) && !Character.isDigit(whole.charAt(part.length())));
    }
}
