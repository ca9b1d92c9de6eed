package dev.slipway.imagebuild;

import dev.slipway.catalogue.ImageUser;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.catalogue.VersionRemoved;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Operations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What builds need of images, and what is kept of them for a version. */
@ApplicationScoped
class BuildImages implements ImageUser {
    private final BuildStore store;
    private final Operations operations;

    BuildImages(BuildStore store, Operations operations) {
        this.store = store;
        this.operations = operations;
    }

    /** The bases of the builds that have not ended. */
    @Override
    public Set<String> begunWith() {
        List<String> unfinished =
                operations.unfinished().stream().map(Operation::id).toList();
        return store.of(unfinished).stream()
                .flatMap(build -> build.plan().names().keySet().stream())
                .collect(Collectors.toSet());
    }

    /** Empty: a base that is a version of the catalogue is already among the images of {@link #begunWith}. */
    @Override
    public Map<VersionKey, Long> versions() {
        return Map.of();
    }

    void forget(@Observes VersionRemoved event) {
        store.remove(event.key());
    }
}
