package dev.slipway.queue;

import dev.slipway.capacity.Capacity;
import dev.slipway.capacity.CapacityLeases;
import dev.slipway.database.Database;
import dev.slipway.gpu.GpuPlacement;
import dev.slipway.gpu.GpuUncordoned;
import dev.slipway.holder.Holder;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.step.Steps;
import dev.slipway.watch.ChangeSignal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Serves those who wait when something is freed or someone joins the queue. The process in which that happens serves; only one process
 * does so at a time. GPUs also become free without a call, when they recover or when programs outside Slipway leave them: while anyone
 * waits for GPUs, these are looked at.
 */
@ApplicationScoped
public class Serving {
    private static final Duration BETWEEN_LOOKS_AT_GPUS = Duration.ofSeconds(2);

    /** A round happens this often even without a call, in case a call was lost. */
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(30);

    /** Tells this lock from others, see {@link Database#lock}. */
    private static final int LOCK = 3;

    private final Queue queue;
    private final Instance<QueueUser> users;
    private final GpuPlacement gpus;
    private final CapacityLeases capacities;
    private final Database database;
    private final ChangeSignal signal;
    private final QueueConfig config;
    private final Clock clock;
    private GpuPlacement.@Nullable Standing awaited;
    private long servedAt = System.nanoTime();
    private boolean isDue;

    Serving(
            Queue queue,
            @Any Instance<QueueUser> users,
            GpuPlacement gpus,
            CapacityLeases capacities,
            Database database,
            ChangeSignal signal,
            QueueConfig config,
            Clock clock) {
        this.queue = queue;
        this.users = users;
        this.gpus = gpus;
        this.capacities = capacities;
        this.database = database;
        this.signal = signal;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, Loops loops, MeterRegistry registry) {
        Gauge.builder("slipway.queue.length", queue, Queue::length)
                .description("Workspaces, trials and builds that wait for GPUs, processors or memory")
                .register(registry);
        Schedule schedule =
                Schedule.every(() -> awaited == null ? BETWEEN_ROUNDS : BETWEEN_LOOKS_AT_GPUS, "queue", Reach.PROCESS);
        loops.begin(schedule.fromNowOn(), queue.bell(), this::round);
    }

    private void round() {
        isDue |= queue.isAsked() || System.nanoTime() - servedAt >= BETWEEN_ROUNDS.toNanos();
        GpuPlacement.Standing before = awaited;
        if (isDue || (before != null && !before.equals(gpus.look().standing()))) {
            isDue = true;
            serve();
            isDue = false; // one that failed is done again
        }
    }

    void look(@Observes GpuUncordoned event) {
        queue.look();
    }

    /** One that waits, with its place and as its room sees it. */
    private record Candidate(EntryRow entry, Holder holder, Waiting waiting) {
        Capacity capacity() {
            return new Capacity(entry.cpuMillis, entry.memoryBytes);
        }
    }

    /** Leases to all that fit what they need, and tells the others why they wait. */
    public void serve() {
        servedAt = System.nanoTime();
        List<Candidate> candidates = candidates(queue.entries());
        boolean asksForGpus = candidates.stream()
                .anyMatch(candidate -> candidate.waiting().gpus().isPresent());
        GpuPlacement.Sight sight = asksForGpus ? gpus.look() : null;
        Map<Holder, Outcome> outcomes = candidates.isEmpty() ? Map.of() : decided(candidates, sight);
        boolean awaitsGpus = outcomes.values().stream()
                .anyMatch(outcome ->
                        outcome instanceof Outcome.Waits waits && waits.gpus().isPresent());
        awaited = sight != null && awaitsGpus ? sight.standing() : null;
        for (Candidate candidate : candidates) {
            if (outcomes.get(candidate.holder()) instanceof Outcome.Waits waits) {
                candidate.waiting().tell(waits);
            }
        }
    }

    /** Asks the rooms for their holders that wait, outside of the transaction that leases. */
    private List<Candidate> candidates(List<EntryRow> entries) {
        Map<Holder.Kind, List<Holder>> byKind =
                entries.stream().map(entry -> Holder.read(entry.holder)).collect(Collectors.groupingBy(Holder::kind));
        Map<Holder, Waiting> seen = new HashMap<>();
        Set<Holder.Kind> rooms = EnumSet.noneOf(Holder.Kind.class);
        for (QueueUser user : users) {
            rooms.add(user.kind());
            List<Holder> holders = byKind.getOrDefault(user.kind(), List.of());
            if (!holders.isEmpty()) {
                seen.putAll(user.look(holders));
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        for (EntryRow entry : entries) {
            Holder holder = Holder.read(entry.holder);
            // A kind without a QueueUser, such as a trial: the thread that does its work waits in Work.admit by itself.
            Waiting waiting = rooms.contains(holder.kind()) ? seen.get(holder) : Work.WAITS;
            if (waiting != null) {
                candidates.add(new Candidate(entry, holder, waiting));
            }
        }
        return candidates;
    }

    private Map<Holder, Outcome> decided(List<Candidate> candidates, GpuPlacement.@Nullable Sight sight) {
        List<Waiter> waiters = candidates.stream()
                .map(candidate -> new Waiter(candidate.holder(), candidate.entry().since, needOf(candidate, sight)))
                .toList();
        return database.transact(() -> {
            database.lock("queue", LOCK);
            Supply supply = new Supply(
                    capacities.all(),
                    capacities.free(),
                    Optional.ofNullable(sight).flatMap(gpus::offer));
            Map<Holder, Outcome> outcomes = Pass.over(waiters, supply, clock.instant(), config.patience());
            for (Candidate candidate : candidates) {
                if (outcomes.get(candidate.holder()) instanceof Outcome.Served(List<Grant> grants)) {
                    Steps.run(QueueStep.LEASE, () -> lease(candidate, grants, sight));
                }
            }
            return outcomes;
        });
    }

    private Need needOf(Candidate candidate, GpuPlacement.@Nullable Sight sight) {
        return new Need(
                candidate.capacity(),
                candidate
                        .waiting()
                        .gpus()
                        .flatMap(wish -> Optional.ofNullable(sight)
                                .map(seen -> new Need.Gpus(wish.request(), gpus.usable(wish.image(), seen)))));
    }

    /** Whoever has left the queue by now, or is not wanted any more, gets nothing; the next look gives what was meant for it. */
    private void lease(Candidate candidate, List<Grant> grants, GpuPlacement.@Nullable Sight sight) {
        if (!candidate.waiting().serve() || !queue.leave(candidate.holder())) {
            queue.look();
            return;
        }
        capacities.take(candidate.holder(), candidate.capacity());
        if (sight != null) {
            gpus.take(candidate.holder(), grants, sight);
        }
        Database.afterCommit(() -> signal.raise(candidate.holder().id()));
    }
}
