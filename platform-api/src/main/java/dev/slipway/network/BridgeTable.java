package dev.slipway.network;

import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.annotations.processing.SQL;

/** The table of networks. */
@Repository
interface BridgeTable {
    @HQL("where holder = :holder")
    Optional<BridgeRow> heldBy(String holder);

    /**
     * Gives the holder the one that was used last of those that have rested, since that one is the likeliest to be in the engine still. Two
     * holders do not take the same one at once.
     */
    @SQL("""
            with rested as (
              update bridge set holder = :holder, free_since = null
              where id = (
                select id from bridge where holder is null and free_since < :before and addresses = :addresses and length(id) <= :longest
                order by free_since desc limit 1 for update skip locked)
              returning id)
            select id from rested
            """)
    Optional<String> rested(String holder, int addresses, Instant before, int longest);

    /** Adds one that is the holder's; 0: there is one of that id. */
    @HQL("insert into BridgeRow (id, holder, addresses) values (:id, :holder, :addresses) on conflict do nothing")
    int add(String id, String holder, int addresses);

    /** Adds one that rests; 0: there is one of that id. */
    @HQL("insert into BridgeRow (id, addresses, freeSince) values (:id, :addresses, :now) on conflict do nothing")
    int addSpare(String id, int addresses, Instant now);

    @HQL("select count(*) from BridgeRow where holder is null and addresses = :addresses")
    long spare(int addresses);

    @HQL("update BridgeRow set holder = null, freeSince = :now where holder = :holder")
    int leave(String holder, Instant now);

    @HQL("select holder from BridgeRow where holder is not null")
    List<String> holders();

    @HQL("select id from BridgeRow")
    List<String> ids();

    @HQL("select id from BridgeRow where holder is null and freeSince < :before")
    List<String> restedBefore(Instant before);

    @HQL("delete from BridgeRow where id = :id and holder is null")
    int forget(String id);

    @HQL("delete from BridgeRow where holder is null and length(id) > :longest")
    int forgetFormer(int longest);

    @SQL("""
            delete from bridge where id in (
              select id from bridge where holder is null
              order by free_since desc offset :spare for update skip locked)
            """)
    int forgetSurplus(int spare);
}
