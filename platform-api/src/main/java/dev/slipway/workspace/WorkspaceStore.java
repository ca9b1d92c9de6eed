package dev.slipway.workspace;

import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Keeps workspaces and what happened to them. Every change locks its row first, so that a request and the reconciler, in
 * this process or another, change it one after the other.
 */
@ApplicationScoped
public class WorkspaceStore {
    private final Clock clock;
    private final WorkspaceConfig config;
    private final ChangeSignal signal;

    WorkspaceStore(Clock clock, WorkspaceConfig config, ChangeSignal signal) {
        this.clock = clock;
        this.config = config;
        this.signal = signal;
    }

    /** A page of workspaces, newest first; {@code next} is where the following page begins. */
    record Page(List<Workspace> items, Optional<Cursor> next) {}

    /** A place in the list of workspaces. */
    record Cursor(Instant createdAt, String id) {}

    public Optional<Workspace> find(WorkspaceId id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> WorkspaceEntity.<WorkspaceEntity>findByIdOptional(id.value())
                        .map(this::shown));
    }

    /** All of one owner's; with no owner, everyone's. Those being deleted are left out. */
    Page list(Optional<String> ownerId, int limit, Optional<Cursor> after) {
        String query = "desired <> DELETED"
                + (ownerId.isPresent() ? " and ownerId = :owner" : "")
                + (after.isPresent() ? " and (createdAt < :at or createdAt = :at and id < :id)" : "")
                + " order by createdAt desc, id desc";
        Map<String, Object> parameters = new HashMap<>();
        ownerId.ifPresent(owner -> parameters.put("owner", owner));
        after.ifPresent(cursor -> {
            parameters.put("at", cursor.createdAt());
            parameters.put("id", cursor.id());
        });
        List<Workspace> found = QuarkusTransaction.requiringNew()
                .call(() -> WorkspaceEntity.<WorkspaceEntity>find(query, parameters).range(0, limit).stream()
                        .map(this::shown)
                        .toList());
        if (found.size() <= limit) {
            return new Page(found, Optional.empty());
        }
        Workspace last = found.get(limit - 1);
        return new Page(
                found.subList(0, limit),
                Optional.of(new Cursor(last.createdAt(), last.id().value())));
    }

    /** What an owner's workspaces ask for together: how many there are, and the CPUs and bytes of the active ones. */
    record Usage(long workspaces, long cpuMillis, long memoryBytes) {}

    Usage usageOf(String ownerId) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<WorkspaceEntity> rows = WorkspaceEntity.list("ownerId = ?1 and desired <> DELETED", ownerId);
            var active = rows.stream().filter(row -> row.state.isActive()).toList();
            return new Usage(
                    rows.size(),
                    active.stream().mapToLong(row -> row.cpuMillis).sum(),
                    active.stream().mapToLong(row -> row.memoryBytes).sum());
        });
    }

    /**
     * Adds a workspace within the caller's transaction.
     *
     * @throws ProblemException {@code conflict} when its owner has one of that name, {@code quota-exceeded} when too many,
     *     {@code rate-limited} when it deletes and launches faster than the engine can follow
     */
    Workspace insert(WorkspaceEntity row) {
        // One owner's admissions pass one by one, so that two at once cannot both be the last within the quota.
        session()
                .createNativeQuery("select pg_advisory_xact_lock(hashtextextended(?1, 1))", Object.class)
                .setParameter(1, row.ownerId)
                .getSingleResult();
        if (WorkspaceEntity.count("ownerId = ?1 and desired <> DELETED", row.ownerId) >= config.perUser()) {
            throw new ProblemException(
                    ProblemCode.QUOTA_EXCEEDED,
                    "You have " + config.perUser() + " workspaces, which is the most; delete one first");
        }
        if (WorkspaceEntity.count("ownerId", row.ownerId) >= 2L * config.perUser()) {
            throw new ProblemException(
                    ProblemCode.RATE_LIMITED, "Workspaces that you deleted are still being removed; try again later");
        }
        try {
            row.persistAndFlush();
        } catch (ConstraintViolationException e) {
            throw new ProblemException(ProblemCode.CONFLICT, "You have a workspace named " + row.name + " already");
        }
        note(row, "admitted", "Admitted with " + row.image + " " + row.version);
        return shown(row);
    }

    /** Changes a row under its lock and keeps the event, when one is given; empty: there is no such row. */
    Optional<Workspace> change(WorkspaceId id, Consumer<Change> change) {
        Optional<Workspace> changed = QuarkusTransaction.requiringNew().call(() -> {
            WorkspaceEntity row = WorkspaceEntity.findById(id.value(), LockModeType.PESSIMISTIC_WRITE);
            if (row == null) {
                return Optional.<Workspace>empty();
            }
            change.accept(new Change(row, clock.instant()));
            row.persistAndFlush();
            return Optional.of(shown(row));
        });
        signal.raise(id);
        return changed;
    }

    /** A row under its lock, and the time of the change. */
    final class Change {
        final WorkspaceEntity row;
        final Instant now;

        private Change(WorkspaceEntity row, Instant now) {
            this.row = row;
            this.now = now;
        }

        void event(String code, String message) {
            note(row, code, message);
        }
    }

    /** Removes the row of a workspace that is gone, and all that hangs on it. */
    void forget(WorkspaceId id) {
        QuarkusTransaction.requiringNew()
                .run(() -> WorkspaceEntity.delete("id = ?1 and desired = DELETED", id.value()));
        signal.raise(id);
    }

    /** Those that are on their way somewhere, and those that ended and still have GPUs. */
    List<WorkspaceId> unsettled() {
        return QuarkusTransaction.requiringNew()
                .call(() -> session()
                        .createNativeQuery("""
                                select id from workspace w
                                where (desired = 'RUNNING' and state <> 'RUNNING') or desired = 'DELETED'
                                  or (desired = 'STOPPED' and (state not in ('STOPPED', 'FAILED')
                                    or exists (select from gpu_lease l where l.workspace_id = w.id)))
                                """, String.class)
                        .getResultStream()
                        .map(WorkspaceId::new)
                        .toList());
    }

    List<WorkspaceId> running() {
        return ids("state = RUNNING");
    }

    /** Those that run and were told that a GPU of theirs is ill. */
    List<WorkspaceId> toldOfIllGpus() {
        return ids("state = RUNNING and reasonCode = '" + StateReason.GPU_UNHEALTHY + "'");
    }

    private List<WorkspaceId> ids(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> session()
                        .createQuery("select id from WorkspaceEntity where " + query, String.class)
                        .getResultStream()
                        .map(WorkspaceId::new)
                        .toList());
    }

    /** Those of the given that have a row. */
    List<WorkspaceId> existing(Collection<WorkspaceId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return QuarkusTransaction.requiringNew()
                .call(() -> session()
                        .createQuery("select id from WorkspaceEntity where id in ?1", String.class)
                        .setParameter(1, ids.stream().map(WorkspaceId::value).toList())
                        .getResultStream()
                        .map(WorkspaceId::new)
                        .toList());
    }

    /** Says that the owner's browser used the workspace now. */
    public void touch(WorkspaceId id) {
        QuarkusTransaction.requiringNew()
                .run(() -> session()
                        .createNativeMutationQuery("update workspace set last_activity_at = ?1 where id = ?2")
                        .setParameter(1, Timestamp.from(clock.instant()))
                        .setParameter(2, id.value())
                        .executeUpdate());
    }

    List<WorkspaceEvent> events(WorkspaceId id, long after, int limit) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<Object[]> rows = session()
                    .createNativeQuery("""
                            select id, at, state, code, message from workspace_event
                            where workspace_id = ?1 and id > ?2 order by id limit ?3
                            """, Object[].class)
                    .setParameter(1, id.value())
                    .setParameter(2, after)
                    .setParameter(3, limit)
                    .getResultList();
            return rows.stream().map(WorkspaceStore::event).toList();
        });
    }

    private static WorkspaceEvent event(Object[] row) {
        return new WorkspaceEvent(
                ((Number) row[0]).longValue(),
                row[1] instanceof Instant instant ? instant : ((Timestamp) row[1]).toInstant(),
                WorkspaceState.valueOf((String) row[2]),
                (String) row[3],
                (String) row[4]);
    }

    private void note(WorkspaceEntity row, String code, String message) {
        session()
                .createNativeMutationQuery(
                        "insert into workspace_event (workspace_id, at, state, code, message) values (?1, ?2, ?3, ?4, ?5)")
                .setParameter(1, row.id)
                .setParameter(2, Timestamp.from(clock.instant()))
                .setParameter(3, row.state.name())
                .setParameter(4, code)
                .setParameter(5, message)
                .executeUpdate();
    }

    void saveLog(WorkspaceId id, String content) {
        QuarkusTransaction.requiringNew()
                .run(() -> session()
                        .createNativeMutationQuery("""
                                insert into workspace_log (workspace_id, saved_at, content)
                                select id, ?2, ?3 from workspace where id = ?1
                                on conflict (workspace_id) do update set saved_at = ?2, content = ?3
                                """)
                        .setParameter(1, id.value())
                        .setParameter(2, Timestamp.from(clock.instant()))
                        .setParameter(3, content)
                        .executeUpdate());
    }

    Optional<String> savedLog(WorkspaceId id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> session()
                        .createNativeQuery("select content from workspace_log where workspace_id = ?1", String.class)
                        .setParameter(1, id.value())
                        .getResultStream()
                        .findFirst());
    }

    /** Forgets idempotency keys older than this. */
    void forgetKeys(Duration age) {
        QuarkusTransaction.requiringNew()
                .run(() -> session()
                        .createNativeMutationQuery("delete from idempotency_key where created_at < ?1")
                        .setParameter(1, Timestamp.from(clock.instant().minus(age)))
                        .executeUpdate());
    }

    private Workspace shown(WorkspaceEntity row) {
        return row.toWorkspace(config.pids());
    }

    private static Session session() {
        return Panache.getSession();
    }
}
