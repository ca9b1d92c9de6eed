package dev.slipway.runtime.docker.api;

import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.label.Labels;
import dev.slipway.runtime.label.ResourceId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one installation's objects are named and labelled in the engine. */
public record ObjectNames(InstallationId installation) {
    public String of(ResourceId id) {
        return "slipway-" + installation + "-" + id;
    }

    public Map<String, String> labels(ResourceId id) {
        return Map.of(Labels.INSTALLATION, installation.value(), Labels.ID, id.value());
    }

    /** The filter, {@code key=value}, that finds this installation's objects. */
    public String label() {
        return Labels.INSTALLATION + "=" + installation;
    }

    /** The id that labels tell, where they are ours. */
    public Optional<ResourceId> idIn(@Nullable Map<String, String> labels) {
        if (labels == null || !installation.value().equals(labels.get(Labels.INSTALLATION))) {
            return Optional.empty();
        }
        return Optional.ofNullable(labels.get(Labels.ID)).map(ResourceId::new);
    }
}
