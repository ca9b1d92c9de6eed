package dev.slipway.workspace;

import dev.slipway.admission.AdmissionConfig;
import dev.slipway.database.Claim;
import dev.slipway.database.Database;
import dev.slipway.notice.EventCode;
import dev.slipway.notice.ReasonCode;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.request.Cursor;
import dev.slipway.request.PageSize;
import dev.slipway.watch.ChangeSignal;
import jakarta.data.Limit;
import jakarta.data.exceptions.DataException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keeps workspaces. Every change locks its row first, so that a request and the reconciler, in this process or another, change it
 * one after the other; a reconciler's that is not the last to have claimed the workspace is refused.
 */
@ApplicationScoped
public class WorkspaceStore {
    private final Database database;
    private final WorkspaceTable table;
    private final WorkspaceRows rows;
    private final WorkspaceHolders holders;
    private final WorkspaceEvents events;
    private final AdmissionConfig config;
    private final ChangeSignal signal;
    private final Clock clock;

    WorkspaceStore(
            Database database,
            WorkspaceTable table,
            WorkspaceRows rows,
            WorkspaceHolders holders,
            WorkspaceEvents events,
            AdmissionConfig config,
            ChangeSignal signal,
            Clock clock) {
        this.database = database;
        this.table = table;
        this.rows = rows;
        this.holders = holders;
        this.events = events;
        this.config = config;
        this.signal = signal;
        this.clock = clock;
    }

    /** A page of workspaces, newest first; {@code next} is where the following page begins. */
    public record Page(List<Workspace> items, Optional<Cursor> next) {}

    public Optional<Workspace> find(WorkspaceId id) {
        return database.transact(() -> table.of(id.value()).map(rows::workspace));
    }

    /** All of one owner's; with no owner, everyone's. Those being deleted are among them until their containers are gone. */
    public Page list(Optional<String> ownerId, int limit, Optional<Cursor> after) {
        Cursor place = after.orElse(Cursor.BEGINNING);
        PageSize size = new PageSize(limit);
        Limit most = Limit.of(size.andOneMore());
        List<Workspace> found = database.transact(() -> rows.workspaces(
                ownerId.isPresent()
                        ? table.pageOf(ownerId.get(), place.createdAt(), place.id(), most)
                        : table.page(place.createdAt(), place.id(), most)));
        PageSize.Cut<Workspace> page = size.cut(found);
        return new Page(
                page.items(),
                page.last()
                        .map(last ->
                                new Cursor(last.times().createdAt(), last.id().value())));
    }

    /** Each workspace's id with a word that changes whenever the workspace does; an owner's, or all. */
    public Map<String, String> versions(Optional<String> ownerId) {
        return database.transact(() -> ownerId.map(table::versionsOf).orElseGet(table::versions)).stream()
                .collect(Collectors.toMap(WorkspaceTable.Version::id, version -> Long.toString(version.revision())));
    }

    /** Its owner's others of which something may run. */
    public List<Workspace> activeBeside(Workspace workspace) {
        return ofOwner(workspace.owner().id()).stream()
                .filter(other ->
                        !other.id().equals(workspace.id()) && other.state().isActive())
                .toList();
    }

    private List<Workspace> ofOwner(String ownerId) {
        return database.transact(() -> rows.workspaces(table.ofOwner(ownerId)));
    }

    /** What an owner's workspaces ask for together: how many there are, and the CPUs and bytes of the active ones. */
    public record Usage(long workspaces, long cpuMillis, long memoryBytes) {}

    public Usage usageOf(String ownerId) {
        List<WorkspaceTable.Asked> wanted = database.transact(() -> table.askedBy(ownerId, DesiredState.DELETED));
        List<WorkspaceTable.Asked> active =
                wanted.stream().filter(asked -> asked.state().isActive()).toList();
        return new Usage(
                wanted.size(),
                active.stream().mapToLong(asked -> asked.cpus().millis()).sum(),
                active.stream().mapToLong(asked -> asked.memory().value()).sum());
    }

    /**
     * Adds a workspace within the caller's transaction.
     *
     * @param groups that its owner is in now
     * @param isReady whether its image is here
     * @throws ProblemException {@code conflict} when its owner has one of that name, {@code quota-exceeded} when too many,
     *     {@code rate-limited} when it deletes and launches faster than the engine can follow
     */
    public void insert(Transition.Outcome admitted, Set<String> groups, boolean isReady) {
        Database.requireWithin();
        Workspace workspace = admitted.workspace();
        // One owner's admissions pass one by one, so that two at once cannot both be the last within the quota.
        database.lock(workspace.owner().id(), 1);
        refuseTooMany(table.wishesOf(workspace.owner().id()));
        holders.admit(workspace, groups, isReady);
        try {
            rows.add(workspace);
        } catch (DataException e) {
            if (Database.isDuplicate(e)) {
                throw new ProblemException(
                        ProblemCode.CONFLICT,
                        "You have a workspace named " + workspace.spec().name() + " already");
            }
            throw e;
        }
        events.add(admitted, workspace.times().createdAt());
        Database.afterCommit(() -> signal.raise(workspace.id().value()));
    }

    private void refuseTooMany(List<DesiredState> wishes) {
        long wanted =
                wishes.stream().filter(wish -> wish != DesiredState.DELETED).count();
        if (wanted >= config.perUser()) {
            throw new ProblemException(
                    ProblemCode.QUOTA_EXCEEDED,
                    "You have " + config.perUser() + " workspaces, which is the most; delete one first");
        }
        if (wishes.size() >= 2L * config.perUser()) {
            throw new ProblemException(
                    ProblemCode.RATE_LIMITED, "Workspaces that you deleted are still being removed; try again later");
        }
    }

    /**
     * Lets something happen to a workspace, under its row's lock, and keeps the event that tells it.
     *
     * @param decision what happens, by how it stands there; empty: nothing
     * @return how it stands after; empty: there is no such row
     */
    public Optional<Workspace> apply(WorkspaceId id, Function<Standing, Optional<Transition>> decision) {
        return database.transact(() -> locked(id).map(row -> decided(new Standing(rows.workspace(row)), decision)));
    }

    private Optional<WorkspaceRow> locked(WorkspaceId id) {
        Optional<WorkspaceRow> found = table.locked(id.value());
        found.ifPresent(row -> Claim.requireStill(row.id, row.claim));
        return found;
    }

    /** Says that it is driven by whoever has this claim: what an earlier driver is about to change is refused from now on. */
    public void claim(WorkspaceId id, Claim claim) {
        database.transact(() -> table.claim(id.value(), claim.number()));
    }

    /**
     * The workspace as its driver finds it before each step.
     *
     * @throws dev.slipway.database.ClaimLostException where another has claimed it
     */
    public Optional<Workspace> findDriven(WorkspaceId id) {
        return database.transact(() -> table.of(id.value()).map(row -> {
            Claim.requireStill(row.id, row.claim);
            return rows.workspace(row);
        }));
    }

    /** Does something of a workspace's driver, unless another claimed the workspace. */
    public void drive(WorkspaceId id, Runnable work) {
        database.transact(() -> {
            locked(id);
            work.run();
        });
    }

    /** Lets it happen to a workspace as it was looked at: not where its owner asked for something else since. */
    public Optional<Workspace> applyUnlessSuperseded(Workspace looked, Transition transition) {
        return apply(looked.id(), standing -> standing.supersedes(looked) ? Optional.empty() : Optional.of(transition));
    }

    /** Lets it happen to a workspace where it may. */
    public Optional<Workspace> applyWhereItMay(WorkspaceId id, Transition transition) {
        return apply(id, standing -> transition.whereItMay(standing.workspace));
    }

    private Workspace decided(Standing standing, Function<Standing, Optional<Transition>> decision) {
        Workspace before = standing.workspace;
        Optional<Transition> transition = decision.apply(standing);
        if (transition.isEmpty()) {
            return before;
        }
        Transition.Outcome outcome = transition.get().of(before, standing.now);
        Workspace after = outcome.workspace();
        rows.update(before, after);
        holders.follow(before, after);
        events.add(outcome, standing.now);
        Database.afterCommit(() -> signal.raise(after.id().value()));
        return after;
    }

    /** How a workspace stands, under its row's lock. */
    public final class Standing {
        public final Workspace workspace;
        public final Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);

        private Standing(Workspace workspace) {
            this.workspace = workspace;
        }

        public boolean runs() {
            return workspace.state() == WorkspaceState.RUNNING;
        }

        /** Whether its owner asked for something else since a look that found it so. */
        public boolean supersedes(Workspace looked) {
            return workspace.status().generation() != looked.status().generation()
                    || workspace.desired() != looked.desired();
        }

        /** The last event of a code since its container was started. */
        public Optional<WorkspaceEvent> last(EventCode code) {
            return events.last(workspace.id(), code);
        }

        /** Whether a condition was told to have begun, and neither to be over nor its container to be started since. */
        boolean holds(Condition condition) {
            return events.hold(workspace.id(), condition);
        }
    }

    /** Removes the row of a workspace that is gone, and all that hangs on it; what it held is still counted. */
    public void forget(WorkspaceId id) {
        database.transact(() -> {
            if (locked(id).isPresent() && table.forget(id.value(), DesiredState.DELETED) == 1) {
                holders.forget(id);
            }
        });
        Database.afterCommit(() -> signal.raise(id.value()));
    }

    /**
     * The wishes of the workspaces to drive: those in a transition, and those that ended and still hold something because a process died
     * before it released that. Workspaces that the queue is to serve are left out.
     */
    public List<Wish> unsettled() {
        return database.transact(() -> {
            List<WorkspaceTable.Standing> found = new ArrayList<>(table.standingIn(WorkspaceState.ACTIVE));
            Set<String> holding = new HashSet<>(holders.open());
            found.forEach(one -> holding.remove(one.id()));
            if (!holding.isEmpty()) {
                found.addAll(table.standing(holding));
            }
            boolean someWait = found.stream().anyMatch(one -> one.state() == WorkspaceState.QUEUED);
            Set<String> waiting = someWait ? holders.waiting() : Set.of(); // these are left to the queue
            return found.stream()
                    .filter(one -> one.state() != WorkspaceState.RUNNING)
                    .filter(one -> one.state() != WorkspaceState.QUEUED || !waiting.contains(one.id()))
                    .map(WorkspaceStore::wish)
                    .toList();
        });
    }

    /** The wishes of the given workspaces, as far as they have a row. */
    public List<Wish> wishes(Collection<WorkspaceId> ids) {
        List<String> values = ids.stream().map(WorkspaceId::value).toList();
        return database.transact(() -> table.standing(values)).stream()
                .map(WorkspaceStore::wish)
                .toList();
    }

    private static Wish wish(WorkspaceTable.Standing one) {
        return new Wish(new WorkspaceId(one.id()), one.desired(), one.generation(), one.revision());
    }

    /** Those of the given that have a row; none of them runs. */
    public List<Workspace> amongNotRunning(Collection<String> ids) {
        return database.transact(() -> table.among(ids)).stream()
                .map(rows::notServing)
                .toList();
    }

    public List<WorkspaceId> running() {
        return ids(database.transact(() -> table.in(WorkspaceState.RUNNING)));
    }

    /** Those that run and were told that a GPU of theirs is ill. */
    public List<WorkspaceId> toldOfIllGpus() {
        return ids(database.transact(() -> table.inFor(WorkspaceState.RUNNING, ReasonCode.GPU_UNHEALTHY.word())));
    }

    /** Those of the given that have a row. */
    public List<WorkspaceId> existing(Collection<WorkspaceId> ids) {
        return ids.isEmpty()
                ? List.of()
                : ids(database.transact(() ->
                        table.existing(ids.stream().map(WorkspaceId::value).toList())));
    }

    private static List<WorkspaceId> ids(List<String> values) {
        return values.stream().map(WorkspaceId::new).toList();
    }

    /** Says that the owner's browser used the workspace now. */
    public void touch(WorkspaceId id) {
        database.transact(() -> table.touch(id.value(), clock.instant()));
    }
}
