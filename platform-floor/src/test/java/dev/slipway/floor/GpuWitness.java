package dev.slipway.floor;

import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.label.ResourceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Sees which containers have which GPUs before them, at the engine itself, whatever the rows say. */
public final class GpuWitness implements StreamListener<EngineEvent>, AutoCloseable {
    private static final Pattern CARD = Pattern.compile("/dev/nvidia\\d+");

    private final Map<String, ResourceId> users = new HashMap<>();
    private final List<String> twice = new ArrayList<>();
    private final Set<ResourceId> hadGpus = new HashSet<>();
    private final Subscription watching = Floor.engine().containers().watch(this);

    @Override
    public synchronized void onItem(EngineEvent event) {
        if (event.kind() != EngineEvent.Kind.STARTED) {
            users.values().removeIf(event.id()::equals);
            return;
        }
        Floor.engine().specOf(event.id()).stream()
                .flatMap(spec -> spec.devices().nodes().stream())
                .map(DeviceAccess.Node::path)
                .filter(CARD.asMatchPredicate())
                .forEach(card -> take(card, event.id()));
    }

    private void take(String card, ResourceId user) {
        hadGpus.add(user);
        ResourceId other = users.put(card, user);
        if (other != null && !other.equals(user)) {
            twice.add(card + " of " + other + " was given to " + user);
        }
    }

    @Override
    public void onEnd(Optional<EngineException> fault) {
        throw new AssertionError("an engine in memory does not end");
    }

    /** What was given to two at once. */
    public synchronized List<String> twice() {
        return List.copyOf(twice);
    }

    /** How many have had GPUs. */
    public synchronized int served() {
        return hadGpus.size();
    }

    @Override
    public void close() {
        watching.close();
    }
}
