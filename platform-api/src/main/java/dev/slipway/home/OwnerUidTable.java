package dev.slipway.home;

import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;

/** The table of owners' uids. */
@Repository
interface OwnerUidTable {
    @Find
    Optional<OwnerUidRow> of(String ownerId);

    /** The greatest uid of a range that an owner has; empty: no owner has one of them. */
    @HQL("select max(uid) from OwnerUidRow where uid between :first and :last")
    Optional<Integer> greatest(int first, int last);

    @Insert
    void add(OwnerUidRow row);

    @HQL("update OwnerUidRow set homeSince = coalesce(homeSince, :now) where ownerId = :ownerId")
    int settle(String ownerId, Instant now);

    @HQL("update OwnerUidRow set homeSince = null where ownerId = :ownerId")
    int unsettle(String ownerId);

    /** The given owners whose whole home belongs to their uid. */
    @HQL("select ownerId from OwnerUidRow where homeSince is not null and ownerId in :owners")
    List<String> settled(List<String> owners);
}
