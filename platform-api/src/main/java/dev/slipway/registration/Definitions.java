package dev.slipway.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.catalog.CatalogException;
import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.identity.Person;
import dev.slipway.problem.ProblemException;
import dev.slipway.registration.ImageRegistration.Run;
import dev.slipway.registration.ImageRegistration.VersionRegistration;
import dev.slipway.trial.Found;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes versions as a catalogue file has them, and reads them as strictly as one is read. */
@ApplicationScoped
public class Definitions {
    private final Catalogue catalogue;
    private final ObjectMapper json;

    Definitions(Catalogue catalogue, ObjectMapper json) {
        this.catalogue = catalogue;
        this.json = json;
    }

    /**
     * A version as a catalogue file has it.
     *
     * @param text its JSON, which is kept
     * @param version what was read from that
     */
    record Definition(String text, ImageVersion version) {}

    /**
     * The definition of what is registered.
     *
     * @throws ProblemException {@code invalid-request} with what is wrong with it
     */
    Definition of(VersionRegistration request) {
        if (request.contract() != null && request.run() != null) {
            throw ProblemException.invalid("contract", "is given or run is, not both");
        }
        Run run = request.contract() == null ? request.run() : runOf(request.contract());
        try {
            return read(json.writeValueAsString(new VersionRegistration(
                    request.version(),
                    request.reference(),
                    request.frameworkVersion(),
                    request.python(),
                    request.cuda(),
                    null,
                    run,
                    request.source() == null ? "the image's own configuration" : request.source(),
                    null)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a registration cannot be written as JSON", e);
        }
    }

    /**
     * The definition of what was built, with what was seen in it.
     *
     * @param framework its image's
     */
    Definition of(BuiltVersions.Built built, String framework, Person by) {
        Found found = built.seen().found();
        ObjectNode definition = json.valueToTree(new VersionRegistration(
                built.key().version().value(),
                built.key().localName().value(),
                found.of(framework).orElse(null),
                found.python(),
                found.cuda() == null ? null : new ImageRegistration.Cuda(found.cuda(), null, null, null, null),
                null,
                built.contract().map(Definitions::run).orElse(null),
                "built here by " + by.name() + ", and seen at its first start",
                null));
        definition.put("built", built.imageId());
        String written = definition.toString();
        return new Definition(written, ImageVersion.read(written));
    }

    /**
     * How a server is run, by the name of an image whose server is run so, or in all its words.
     *
     * @throws ProblemException {@code invalid-request} when both are given, or one is wrong
     */
    public Optional<RunContract> contract(@Nullable String name, @Nullable Run run) {
        return of(new VersionRegistration("0", "slipway/contract:0", null, null, null, name, run, null, null))
                .version()
                .run();
    }

    private Run runOf(String name) {
        Optional<RunContract> contract = catalogue.now().images().stream()
                .filter(image -> image.name().value().equals(name))
                .map(CatalogImage::versions)
                .flatMap(List::stream)
                .flatMap(version -> version.run().stream())
                .findFirst();
        return contract.map(Definitions::run)
                .orElseThrow(() -> ProblemException.invalid(
                        "contract", "names no image of the catalogue that has a server: " + name));
    }

    private static Run run(RunContract known) {
        return new Run(
                known.command(),
                known.environment(),
                known.port(),
                known.readyPath(),
                known.home(),
                known.user(),
                known.activity()
                        .map(activity -> activity.name().toLowerCase(Locale.ROOT))
                        .orElse(null));
    }

    private static Definition read(String text) {
        try {
            return new Definition(text, ImageVersion.read(text));
        } catch (CatalogException e) {
            throw ProblemException.invalid(
                    "version", String.valueOf(e.getMessage()).replaceFirst("^version: ", ""));
        }
    }
}
