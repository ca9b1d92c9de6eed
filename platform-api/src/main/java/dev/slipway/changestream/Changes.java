package dev.slipway.changestream;

import dev.slipway.changestream.StreamResource.Kind;
import dev.slipway.changestream.StreamResource.Message;
import dev.slipway.changestream.StreamResource.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells what changed of one kind of thing from look to look, by a word for each thing that changes with it. Used by one thread. */
final class Changes {
    private final Kind kind;
    private Map<String, String> before;

    Changes(Kind kind, Map<String, String> now) {
        this.kind = kind;
        this.before = Map.copyOf(now);
    }

    /** What has changed since the look before. */
    List<Message> look(Map<String, String> now) {
        List<Message> changes = new ArrayList<>();
        now.forEach((id, version) -> {
            if (!version.equals(before.get(id))) {
                changes.add(new Message(kind, id, version, What.CHANGED));
            }
        });
        before.keySet().stream()
                .filter(id -> !now.containsKey(id))
                .forEach(id -> changes.add(new Message(kind, id, null, What.GONE)));
        before = Map.copyOf(now);
        return changes;
    }
}
