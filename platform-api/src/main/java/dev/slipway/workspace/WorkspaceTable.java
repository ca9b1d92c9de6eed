package dev.slipway.workspace;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
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

    /** How many workspaces are of a version. */
    record OfVersion(ImageName image, VersionName version, long workspaces) {}

    /** Where a workspace stands, and what is wished of it. */
    record Standing(String id, WorkspaceState state, DesiredState desired, int generation, long revision) {}

    /** What a workspace asks for, and where it stands. */
    record Asked(WorkspaceState state, Cpus cpus, Bytes memory) {}

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

    /** What each of an owner's workspaces asks for, without those whose desired state is the given one. */
    @HQL("select state, cpus, memory from WorkspaceRow where ownerId = :owner and desired <> :desired")
    List<Asked> askedBy(String owner, DesiredState desired);

    /** The desired state of each of an owner's workspaces. */
    @HQL("select desired from WorkspaceRow where ownerId = :owner")
    List<DesiredState> wishesOf(String owner);

    @HQL("where id in :ids")
    List<WorkspaceRow> among(Collection<String> ids);

    /** Those in one of the states. */
    @HQL("select id, state, desired, generation, revision from WorkspaceRow where state in :states")
    List<Standing> standingIn(Collection<WorkspaceState> states);

    @HQL("select id, state, desired, generation, revision from WorkspaceRow where id in :ids")
    List<Standing> standing(Collection<String> ids);

    /** The exact images of all workspaces. */
    @HQL("select distinct digest from WorkspaceRow")
    List<ImageReference> images();

    /** How many workspaces are of each version, without those whose desired state is the given one. */
    @HQL("select image, version, count(*) from WorkspaceRow where desired <> :desired group by image, version")
    List<OfVersion> ofVersions(DesiredState desired);

    /** The owners of those that are in one of the states. */
    @HQL("select distinct ownerId from WorkspaceRow where state in :states")
    List<String> ownersIn(Collection<WorkspaceState> states);

    @HQL("select distinct ownerId from WorkspaceRow order by ownerId")
    List<String> owners();

    @HQL("select id from WorkspaceRow where state = :state")
    List<String> in(WorkspaceState state);

    @HQL("select id from WorkspaceRow where state = :state and reasonCode = :code")
    List<String> inFor(WorkspaceState state, String code);

    @HQL("select id from WorkspaceRow where id in :ids")
    List<String> existing(Collection<String> ids);

    @HQL("update WorkspaceRow set lastActivityAt = :now where id = :id")
    int touch(String id, Instant now);

    @HQL("update WorkspaceRow set claim = :number where id = :id and claim < :number")
    int claim(String id, long number);

    @HQL("delete from WorkspaceRow where id = :id and desired = :desired")
    int forget(String id, DesiredState desired);
}
