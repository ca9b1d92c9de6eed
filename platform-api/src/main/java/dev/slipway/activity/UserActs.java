package dev.slipway.activity;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** When users last did something in their workspaces by way of this process: the proxy notes it, with every act. */
@ApplicationScoped
public class UserActs {
    private final Map<String, Instant> last = new ConcurrentHashMap<>();
    private final Clock clock;

    UserActs(Clock clock) {
        this.clock = clock;
    }

    /** Notes that a user does something now. */
    public void note(String workspace) {
        last.put(workspace, clock.instant());
    }

    public Optional<Instant> lastIn(String workspace) {
        return Optional.ofNullable(last.get(workspace));
    }

    /** Forgets all but these, which still run. */
    public void keep(Collection<String> running) {
        last.keySet().retainAll(running);
    }
}
