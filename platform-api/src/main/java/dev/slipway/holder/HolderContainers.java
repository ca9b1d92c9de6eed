package dev.slipway.holder;

import dev.slipway.database.Database;
import dev.slipway.runtime.container.Endpoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keeps where holders' containers answer, and what they wrote last. */
@ApplicationScoped
public class HolderContainers {
    private final Database database;
    private final ContainerTable table;
    private final Clock clock;

    HolderContainers(Database database, ContainerTable table, Clock clock) {
        this.database = database;
        this.table = table;
        this.clock = clock;
    }

    /** How many a holder has: 1 or more; 0 where there is no such holder. */
    public int countOf(Holder holder) {
        return Math.toIntExact(database.transact(() -> table.countOf(holder.id())));
    }

    /** Where the servers of holders' first containers answer, by the holders' ids; those that do not are left out. */
    public Map<String, Endpoint> endpoints(Collection<String> holders) {
        return holders.isEmpty()
                ? Map.of()
                : database.transact(() -> table.endpoints(holders)).stream()
                        .collect(Collectors.toMap(
                                ContainerTable.Served::holder, served -> Endpoint.parse(served.address())));
    }

    /** Where the server of a holder's first container answers; empty: it does not. */
    public Optional<Endpoint> endpoint(Holder holder) {
        return database.transact(() -> table.addressOf(holder.id())).map(Endpoint::parse);
    }

    /**
     * Says where the server of a holder's first container answers from now on.
     *
     * @param endpoint empty: nowhere
     */
    public void serveAt(Holder holder, Optional<Endpoint> endpoint) {
        database.transact(() ->
                table.serveAt(holder.id(), 0, endpoint.map(Endpoint::toString).orElse(null)));
    }

    /** Keeps the end of the output of a holder's first container, as long as the holder is known. */
    public void keepLog(Holder holder, String content) {
        database.transact(() -> table.keepLog(holder.id(), 0, content, clock.instant()));
    }

    /** What was kept of the output of a holder's first container. */
    public Optional<String> log(Holder holder) {
        return database.transact(() -> table.log(holder.id(), 0));
    }
}
