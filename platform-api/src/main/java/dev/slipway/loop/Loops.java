package dev.slipway.loop;

import dev.slipway.database.SessionLocks;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Begins all that repeats, and ends it with the process. Each loop is a series of {@code slipway_loop_round_seconds}, with its
 * outcome, and of {@code slipway_loop_failures}; {@link LoopHealth} tells whether all go on.
 */
@ApplicationScoped
public class Loops {
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private final SessionLocks locks;
    private final ThisHost host;
    private final MeterRegistry registry;
    private final Map<String, Loop> loops = new ConcurrentHashMap<>();

    Loops(SessionLocks locks, ThisHost host, MeterRegistry registry) {
        this.locks = locks;
        this.host = host;
        this.registry = registry;
    }

    /** As {@link #begin(Schedule, Bell, Round)}, with no way to ask for a round. */
    public void begin(Schedule schedule, Round round) {
        begin(schedule, new Bell(), round);
    }

    /**
     * Begins a loop.
     *
     * @param bell by which a round is asked for
     * @throws IllegalStateException where one of that name was begun already
     */
    public void begin(Schedule schedule, Bell bell, Round round) {
        Loop loop = new Loop(schedule, round, bell, lead(schedule), System::nanoTime, watcher(schedule.name()));
        if (loops.putIfAbsent(schedule.name(), loop) != null) {
            throw new IllegalStateException("two loops are named " + schedule.name());
        }
        Gauge.builder("slipway.loop.failures", loop, Loop::failures)
                .description("Rounds that failed since the last one was done")
                .tag("loop", schedule.name())
                .register(registry);
        loop.start();
    }

    private Lead lead(Schedule schedule) {
        String key = "loop " + schedule.name();
        return switch (schedule.reach()) {
            case PROCESS -> Lead.OF_EACH;
            case HOST -> new LockedLead(locks, key + " on " + host.name());
            case CLUSTER -> new LockedLead(locks, key);
        };
    }

    private Loop.Watcher watcher(String name) {
        Timer done = timer(name, "done");
        Timer failed = timer(name, "failed");
        return (took, isDone) -> (isDone ? done : failed).record(Duration.ofNanos(took));
    }

    private Timer timer(String name, String outcome) {
        return Timer.builder("slipway.loop.round")
                .description("How long the rounds of what repeats take")
                .tags(Tags.of(Tag.of("loop", name), Tag.of("outcome", outcome)))
                .register(registry);
    }

    /** By name. */
    List<Loop> all() {
        return loops.values().stream().sorted(Comparator.comparing(Loop::name)).toList();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_END.toNanos();
        loops.values().forEach(Loop::stop);
        for (Loop loop : loops.values()) {
            loop.awaitEnd(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
    }
}
