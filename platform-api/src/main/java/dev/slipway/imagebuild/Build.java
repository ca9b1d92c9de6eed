package dev.slipway.imagebuild;

import dev.slipway.catalogue.VersionKey;
import dev.slipway.identity.Person;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A build as it was accepted.
 *
 * @param operation that does it
 * @param dockerfile its text, each base in it by its exact name
 * @param plan what else was settled when it was accepted
 * @param by who wants it
 */
record Build(String operation, VersionKey key, String dockerfile, Plan plan, Person by) {
    /**
     * What was settled.
     *
     * @param names what the Dockerfile's bases are called in it, by their exact names
     * @param toFetch bases that come from registries, by their digests
     * @param baseName the name of the image that the last stage begins with, as it was written
     * @param contract the name of an image whose server is run so; absent: none is, or {@code request.run} says how
     */
    record Plan(
            BuildRequest request,
            Map<String, String> names,
            List<String> toFetch,
            String baseName,
            @Nullable String contract,
            String framework) {}

    Map<String, String> arguments() {
        return plan.request().given();
    }
}
