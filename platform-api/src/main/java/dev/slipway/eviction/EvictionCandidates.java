package dev.slipway.eviction;

import dev.slipway.catalogue.ImageStore;
import dev.slipway.catalogue.Pin;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.database.Database;
import dev.slipway.image.Presence;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Operations;
import dev.slipway.runtime.image.ListedImage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the versions whose images could leave the host, since nobody needs them just now. */
@ApplicationScoped
class EvictionCandidates {
    private final Database database;
    private final EvictionStore store;
    private final ImageStore images;
    private final Presence presence;
    private final Operations operations;

    EvictionCandidates(
            Database database, EvictionStore store, ImageStore images, Presence presence, Operations operations) {
        this.database = database;
        this.store = store;
        this.images = images;
        this.presence = presence;
        this.operations = operations;
    }

    /**
     * A version that could be had again from its registry and that nobody needs just now.
     *
     * @param usedAt when it was last needed
     */
    record Candidate(VersionKey key, Pin pin, ListedImage held, Instant usedAt) {}

    /** What could go, the longest unused first. */
    List<Candidate> now() {
        record Rows(
                Map<VersionKey, Pin> pins,
                Map<VersionKey, Instant> used,
                Set<VersionKey> needed,
                List<Operation> unfinished) {}
        Presence.Held held = presence.now();
        Rows rows =
                database.transact(() -> new Rows(images.pins(), store.used(), store.needed(), operations.unfinished()));
        Map<VersionKey, Pin> pins = rows.pins();
        Set<VersionKey> needed = new HashSet<>(rows.needed());
        rows.unfinished().stream().map(EvictionCandidates::keyOf).forEach(needed::add);
        // Two versions can be one image.
        Set<String> neededImages = needed.stream()
                .flatMap(key -> Optional.ofNullable(pins.get(key)).stream())
                .map(pin -> pin.id().value())
                .collect(Collectors.toSet());
        return pins.entrySet().stream()
                .filter(entry -> !needed.contains(entry.getKey()))
                .filter(entry -> !neededImages.contains(entry.getValue().id().value()))
                .flatMap(entry -> held.find(entry.getValue()).stream()
                        .map(image -> new Candidate(
                                entry.getKey(),
                                entry.getValue(),
                                image,
                                rows.used()
                                        .getOrDefault(
                                                entry.getKey(), entry.getValue().pinnedAt()))))
                .sorted(Comparator.comparing(Candidate::usedAt))
                .toList();
    }

    private static VersionKey keyOf(Operation operation) {
        return new VersionKey(operation.image(), operation.version());
    }
}
