package dev.slipway.workspace;

import jakarta.data.Limit;
import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import jakarta.data.repository.Update;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.hibernate.annotations.processing.HQL;

/** The table of workspaces. */
@Repository
interface WorkspaceTable {
    /** A workspace's id with the count of its changes. */
    record Version(String id, long revision) {}

    /** How many rows an owner has, and how many of them are not to be gone. */
    record Rows(long all, long wanted) {}

    StatelessSession session();

    @Insert
    void add(WorkspaceRow row);

    @Update
    void update(WorkspaceRow row);

    @Find
    Optional<WorkspaceRow> of(String id);

    /** Locks the row until the transaction ends; who reads it, or refers to it, does not wait. */
    default Optional<WorkspaceRow> locked(String id) {
        return session()
                .createSelectionQuery("from WorkspaceRow where id = :id", WorkspaceRow.class)
                .setParameter("id", id)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .uniqueResultOptional();
    }

    /** A page of all, newest first, of those after a place. */
    @HQL("where (createdAt, id) < (:at, :id) order by createdAt desc, id desc")
    List<WorkspaceRow> page(Instant at, String id, Limit limit);

    /** A page of an owner's. */
    @HQL("where ownerId = :owner and (createdAt, id) < (:at, :id) order by createdAt desc, id desc")
    List<WorkspaceRow> pageOf(String owner, Instant at, String id, Limit limit);

    @HQL("where ownerId = :owner")
    List<WorkspaceRow> ofOwner(String owner);

    @HQL("select id, revision from WorkspaceRow")
    List<Version> versions();

    @HQL("select id, revision from WorkspaceRow where ownerId = :owner")
    List<Version> versionsOf(String owner);

    @HQL("""
            select count(*), coalesce(sum(case when desired <> dev.slipway.workspace.DesiredState.DELETED then 1 else 0 end), 0)
            from WorkspaceRow where ownerId = :owner
            """)
    Rows rowsOf(String owner);

    /** Those that are on their way somewhere, and those of the holders that ended. */
    @HQL("""
            where desired = dev.slipway.workspace.DesiredState.RUNNING and state <> dev.slipway.workspace.WorkspaceState.RUNNING or desired = dev.slipway.workspace.DesiredState.DELETED
              or desired = dev.slipway.workspace.DesiredState.STOPPED
                and (state not in (dev.slipway.workspace.WorkspaceState.STOPPED, dev.slipway.workspace.WorkspaceState.FAILED) or id in :holders)
            """)
    List<WorkspaceRow> unsettled(Collection<String> holders);

    @HQL("select id from WorkspaceRow where state = dev.slipway.workspace.WorkspaceState.RUNNING")
    List<String> running();

    @HQL("select id from WorkspaceRow where state = dev.slipway.workspace.WorkspaceState.RUNNING and reasonCode = :code")
    List<String> runningWith(String code);

    @HQL("select id from WorkspaceRow where id in :ids")
    List<String> existing(Collection<String> ids);

    @HQL("update WorkspaceRow set lastActivityAt = :now where id = :id")
    int touch(String id, Instant now);

    @HQL("delete from WorkspaceRow where id = :id and desired = dev.slipway.workspace.DesiredState.DELETED")
    int forget(String id);
}
