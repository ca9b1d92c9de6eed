package dev.slipway.workspace;

import dev.slipway.database.Database;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.engine.Limits;
import dev.slipway.stream.ChangeSignal;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Keeps workspaces and what happened to them. Every change locks its row first, so that a request and the reconciler, in
 * this process or another, change it one after the other.
 */
@ApplicationScoped
public class WorkspaceStore {
    private final Database database;
    private final WorkspaceTable table;
    private final Params params;
    private final Clock clock;
    private final WorkspaceConfig config;
    private final ChangeSignal signal;

    WorkspaceStore(
            Database database,
            WorkspaceTable table,
            Params params,
            Clock clock,
            WorkspaceConfig config,
            ChangeSignal signal) {
        this.database = database;
        this.table = table;
        this.params = params;
        this.clock = clock;
        this.config = config;
        this.signal = signal;
    }

    /** A page of workspaces, newest first; {@code next} is where the following page begins. */
    record Page(List<Workspace> items, Optional<Cursor> next) {}

    /** A place in the list of workspaces. */
    record Cursor(Instant createdAt, String id) {}

    public Optional<Workspace> find(WorkspaceId id) {
        return database.call(sql -> sql.createQuery("select * from workspace where id = :id")
                .bind("id", id.value())
                .map(table)
                .findOne());
    }

    /** All of one owner's; with no owner, everyone's. Those being deleted are among them until their containers are gone. */
    Page list(Optional<String> ownerId, int limit, Optional<Cursor> after) {
        String query = "select * from workspace where true" + (ownerId.isPresent() ? " and owner_id = :owner" : "")
                + (after.isPresent() ? " and (created_at, id) < (:at, :id)" : "")
                + " order by created_at desc, id desc limit :limit";
        List<Workspace> found = database.call(sql -> {
            Query page = sql.createQuery(query).bind("limit", limit + 1);
            ownerId.ifPresent(owner -> page.bind("owner", owner));
            after.ifPresent(cursor -> page.bind("at", cursor.createdAt()).bind("id", cursor.id()));
            return page.map(table).list();
        });
        if (found.size() <= limit) {
            return new Page(found, Optional.empty());
        }
        Workspace last = found.get(limit - 1);
        return new Page(
                found.subList(0, limit),
                Optional.of(new Cursor(last.createdAt(), last.id().value())));
    }

    /** Each workspace's id with a word that changes whenever the workspace does; an owner's, or all. */
    public Map<String, String> versions(Optional<String> ownerId) {
        return database.call(sql -> {
            Query query = sql.createQuery("""
                    select w.id, w.revision || '.' || coalesce(
                      (select max(e.id) from workspace_event e where e.workspace_id = w.id), 0) as version
                    from workspace w""" + (ownerId.isPresent() ? " where w.owner_id = :owner" : ""));
            ownerId.ifPresent(owner -> query.bind("owner", owner));
            return query.map((row, context) -> Map.entry(row.getString("id"), row.getString("version")))
                    .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
        });
    }

    /** Its owner's others of which something may run. */
    List<Workspace> activeBeside(Workspace workspace) {
        return database
                .call(sql -> sql.createQuery("select * from workspace where owner_id = :owner and id <> :id")
                        .bind("owner", workspace.ownerId())
                        .bind("id", workspace.id().value())
                        .map(table)
                        .list())
                .stream()
                .filter(other -> other.state().isActive())
                .toList();
    }

    /** What an owner's workspaces ask for together: how many there are, and the CPUs and bytes of the active ones. */
    record Usage(long workspaces, long cpuMillis, long memoryBytes) {}

    Usage usageOf(String ownerId) {
        List<Workspace> wanted = database.call(
                sql -> sql.createQuery("select * from workspace where owner_id = :owner and desired <> 'DELETED'")
                        .bind("owner", ownerId)
                        .map(table)
                        .list());
        List<Limits> active = wanted.stream()
                .filter(workspace -> workspace.state().isActive())
                .map(Workspace::limits)
                .toList();
        return new Usage(
                wanted.size(),
                active.stream().mapToLong(limits -> limits.cpus().millis()).sum(),
                active.stream().mapToLong(limits -> limits.memory().value()).sum());
    }

    /**
     * Adds a workspace within the caller's transaction.
     *
     * @throws ProblemException {@code conflict} when its owner has one of that name, {@code quota-exceeded} when too many,
     *     {@code rate-limited} when it deletes and launches faster than the engine can follow
     */
    void insert(Transition.Outcome admitted) {
        Workspace workspace = admitted.workspace();
        database.run(sql -> {
            // One owner's admissions pass one by one, so that two at once cannot both be the last within the quota.
            Database.lock(sql, workspace.ownerId(), 1);
            refuseTooMany(sql, workspace.ownerId());
            try {
                table.insert(sql, workspace);
            } catch (JdbiException e) {
                if (Database.isDuplicate(e)) {
                    throw new ProblemException(
                            ProblemCode.CONFLICT, "You have a workspace named " + workspace.name() + " already");
                }
                throw e;
            }
            note(sql, admitted);
        });
    }

    private void refuseTooMany(Handle sql, String ownerId) {
        record Rows(long all, long wanted) {}
        Rows rows = sql.createQuery("""
                        select count(*) as total, count(*) filter (where desired <> 'DELETED') as wanted
                        from workspace where owner_id = :owner
                        """)
                .bind("owner", ownerId)
                .map((row, context) -> new Rows(row.getLong("total"), row.getLong("wanted")))
                .one();
        if (rows.wanted() >= config.perUser()) {
            throw new ProblemException(
                    ProblemCode.QUOTA_EXCEEDED,
                    "You have " + config.perUser() + " workspaces, which is the most; delete one first");
        }
        if (rows.all() >= 2L * config.perUser()) {
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
    Optional<Workspace> apply(WorkspaceId id, Function<Standing, Optional<Transition>> decision) {
        Optional<Workspace> after =
                database.call(sql -> sql.createQuery("select * from workspace where id = :id for no key update")
                        .bind("id", id.value())
                        .map(table)
                        .findOne()
                        .map(before -> decided(new Standing(sql, before), decision)));
        Database.afterCommit(() -> signal.raise(id.value()));
        return after;
    }

    /** Lets it happen to a workspace as it was looked at: not where its owner asked for something else since. */
    Optional<Workspace> applyUnlessSuperseded(Workspace looked, Transition transition) {
        return apply(looked.id(), standing -> standing.supersedes(looked) ? Optional.empty() : Optional.of(transition));
    }

    /** Lets it happen to a workspace where it may. */
    Optional<Workspace> applyWhereItMay(WorkspaceId id, Transition transition) {
        return apply(id, standing -> transition.whereItMay(standing.workspace));
    }

    private Workspace decided(Standing standing, Function<Standing, Optional<Transition>> decision) {
        Workspace before = standing.workspace;
        Optional<Transition> transition = decision.apply(standing);
        if (transition.isEmpty()) {
            return before;
        }
        Transition.Outcome outcome = transition.get().of(before, standing.now);
        if (outcome.workspace().revision() != before.revision()) {
            table.update(standing.sql, outcome.workspace());
        }
        note(standing.sql, outcome);
        return outcome.workspace();
    }

    /** How a workspace stands, under its row's lock. */
    final class Standing {
        final Workspace workspace;
        final Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        private final Handle sql;

        private Standing(Handle sql, Workspace workspace) {
            this.sql = sql;
            this.workspace = workspace;
        }

        boolean runs() {
            return workspace.state() == WorkspaceState.RUNNING;
        }

        /** Whether its owner asked for something else since a look that found it so. */
        boolean supersedes(Workspace looked) {
            return workspace.generation() != looked.generation() || workspace.desired() != looked.desired();
        }

        /** The last event of a code since its container was started. */
        Optional<WorkspaceEvent> last(EventCode code) {
            return sql.createQuery("""
                            select id, at, state, code, params, message from workspace_event
                            where workspace_id = :workspace and code in (:code, :started) order by id desc limit 1
                            """)
                    .bind("workspace", workspace.id().value())
                    .bind("code", code.word())
                    .bind("started", EventCode.STARTED.word())
                    .map(WorkspaceStore.this::event)
                    .findOne()
                    .filter(event -> event.code() == code);
        }

        /** Whether a condition was told to have begun, and neither to be over nor its container to be started since. */
        boolean holds(Condition condition) {
            return sql.createQuery("""
                            select code from workspace_event
                            where workspace_id = :workspace and code in (:begins, :ends, :started)
                            order by id desc limit 1
                            """)
                    .bind("workspace", workspace.id().value())
                    .bind("begins", condition.begins().word())
                    .bind("ends", condition.ends().word())
                    .bind("started", EventCode.STARTED.word())
                    .mapTo(String.class)
                    .findOne()
                    .filter(condition.begins().word()::equals)
                    .isPresent();
        }
    }

    /** Removes the row of a workspace that is gone, and all that hangs on it. */
    void forget(WorkspaceId id) {
        database.call(sql -> sql.createUpdate("delete from workspace where id = :id and desired = 'DELETED'")
                .bind("id", id.value())
                .execute());
        Database.afterCommit(() -> signal.raise(id.value()));
    }

    /** Those that are on their way somewhere, and those that ended and still have GPUs or a network: a process died before it gave them back. */
    List<Wish> unsettled() {
        return database.call(
                sql -> sql.createQuery("""
                select id, desired, generation, revision from workspace w where
                (desired = 'RUNNING' and state <> 'RUNNING') or desired = 'DELETED'
                or (desired = 'STOPPED' and (state not in ('STOPPED', 'FAILED')
                  or exists (select from gpu_lease l where l.workspace_id = w.id)
                  or exists (select from bridge b where b.holder = w.id)))
                """).map(WorkspaceStore::wish).list());
    }

    private static Wish wish(ResultSet row, StatementContext context) throws SQLException {
        return new Wish(
                id(row, context),
                DesiredState.valueOf(row.getString("desired")),
                row.getInt("generation"),
                row.getLong("revision"));
    }

    List<WorkspaceId> running() {
        return ids("state = 'RUNNING'");
    }

    /** Those that run and were told that a GPU of theirs is ill. */
    List<WorkspaceId> toldOfIllGpus() {
        return ids("state = 'RUNNING' and reason_code = '" + ReasonCode.GPU_UNHEALTHY.word() + "'");
    }

    private List<WorkspaceId> ids(String condition) {
        return database.call(sql -> sql.createQuery("select id from workspace w where " + condition)
                .map(WorkspaceStore::id)
                .list());
    }

    /** Those of the given that have a row. */
    List<WorkspaceId> existing(Collection<WorkspaceId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return database.call(sql -> sql.createQuery("select id from workspace where id in (<ids>)")
                .bindList("ids", ids.stream().map(WorkspaceId::value).toList())
                .map(WorkspaceStore::id)
                .list());
    }

    private static WorkspaceId id(ResultSet row, StatementContext context) throws SQLException {
        return new WorkspaceId(row.getString("id"));
    }

    /** Says that the owner's browser used the workspace now. */
    public void touch(WorkspaceId id) {
        database.call(sql -> sql.createUpdate("update workspace set last_activity_at = :now where id = :id")
                .bind("now", clock.instant())
                .bind("id", id.value())
                .execute());
    }

    List<WorkspaceEvent> events(WorkspaceId id, long after, int limit) {
        return database.call(sql -> sql.createQuery("""
                        select id, at, state, code, params, message from workspace_event
                        where workspace_id = :workspace and id > :after order by id limit :limit
                        """)
                .bind("workspace", id.value())
                .bind("after", after)
                .bind("limit", limit)
                .map(this::event)
                .list());
    }

    /** When a condition began and was over, in order. */
    List<WorkspaceEvent> events(WorkspaceId id, Condition condition) {
        return database.call(sql -> sql.createQuery("""
                        select id, at, state, code, params, message from workspace_event
                        where workspace_id = :workspace and code in (:begins, :ends) order by id
                        """)
                .bind("workspace", id.value())
                .bind("begins", condition.begins().word())
                .bind("ends", condition.ends().word())
                .map(this::event)
                .list());
    }

    private WorkspaceEvent event(ResultSet row, StatementContext context) throws SQLException {
        EventCode code = EventCode.parse(row.getString("code"));
        return new WorkspaceEvent(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                WorkspaceState.valueOf(row.getString("state")),
                code,
                params.read(code, Notice.Event.class, row.getString("params")),
                row.getString("message"));
    }

    private void note(Handle sql, Transition.Outcome outcome) {
        outcome.event()
                .ifPresent(told -> sql.createUpdate("""
                        insert into workspace_event (workspace_id, at, state, code, params, message)
                        values (:workspace, :at, :state, :code, cast(:params as jsonb), :message)
                        """)
                        .bind("workspace", outcome.workspace().id().value())
                        .bind("at", clock.instant())
                        .bind("state", outcome.workspace().state().name())
                        .bind("code", EventCode.of(told).word())
                        .bind("params", params.written(told))
                        .bind("message", Sentences.of(told))
                        .execute());
    }

    void saveLog(WorkspaceId id, String content) {
        database.call(sql -> sql.createUpdate("""
                        insert into workspace_log (workspace_id, saved_at, content)
                        select id, :at, :content from workspace where id = :workspace
                        on conflict (workspace_id) do update set saved_at = :at, content = :content
                        """)
                .bind("workspace", id.value())
                .bind("at", clock.instant())
                .bind("content", content)
                .execute());
    }

    Optional<String> savedLog(WorkspaceId id) {
        return database.call(sql -> sql.createQuery("select content from workspace_log where workspace_id = :workspace")
                .bind("workspace", id.value())
                .mapTo(String.class)
                .findOne());
    }
}
