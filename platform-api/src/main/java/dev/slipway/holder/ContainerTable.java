package dev.slipway.holder;

import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/** The table of holders' containers. */
@Repository
interface ContainerTable {
    /** Where the server of a holder's first container answers. */
    record Served(String holder, String address) {}

    @Insert
    void add(ContainerRow row);

    @HQL("select count(*) from ContainerRow where key.holder = :holder")
    long countOf(String holder);

    @HQL("delete from ContainerRow where key.holder = :holder")
    int removeOf(String holder);

    @HQL("""
            select key.holder, address from ContainerRow
            where key.holder in :holders and key.ordinal = 0 and address is not null
            """)
    List<Served> endpoints(Collection<String> holders);

    @HQL("select address from ContainerRow where key.holder = :holder and key.ordinal = 0 and address is not null")
    Optional<String> addressOf(String holder);

    @HQL("update ContainerRow set address = :address where key.holder = :holder and key.ordinal = :ordinal")
    int serveAt(String holder, int ordinal, @Nullable String address);

    @HQL("""
            update ContainerRow set log = :log, logSavedAt = :now where key.holder = :holder and key.ordinal = :ordinal
            """)
    int keepLog(String holder, int ordinal, String log, Instant now);

    @HQL("select log from ContainerRow where key.holder = :holder and key.ordinal = :ordinal and log is not null")
    Optional<String> log(String holder, int ordinal);
}
