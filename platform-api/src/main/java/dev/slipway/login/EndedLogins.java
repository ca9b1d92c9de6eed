package dev.slipway.login;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.slipway.database.Database;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The logins that ended before their tokens do. A cookie or a token that someone kept is refused here at once, whatever its own end is,
 * and in other processes within {@link #REMEMBERED}.
 */
@ApplicationScoped
public class EndedLogins {
    private static final Duration REMEMBERED = Duration.ofSeconds(2);

    /** When the answer for a login in use is this old, the database is asked again in the background: no request waits for that. */
    private static final Duration ASKED_AGAIN = Duration.ofSeconds(1);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final int MOST_REMEMBERED = 10_000;

    /** How long the end of a login is stored: longer than any token or session cookie is accepted. */
    private static final Duration KEPT = Duration.ofDays(2);

    private final Database database;
    private final EndedLoginTable table;
    private final OpenExchanges open;
    private final Clock clock;
    private final LoadingCache<String, Remembered> remembered = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .refreshAfterWrite(ASKED_AGAIN)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build(this::ask);

    EndedLogins(Database database, EndedLoginTable table, OpenExchanges open, Clock clock) {
        this.database = database;
        this.table = table;
        this.open = open;
        this.clock = clock;
    }

    /** What the database said of a login: the time until which its tokens count no more, if there is one. */
    private record Remembered(Optional<Instant> issuedUntil) {
        boolean ends(Login login) {
            return issuedUntil.filter(end -> !login.issuedAt().isAfter(end)).isPresent();
        }
    }

    /**
     * Ends it, with everything that is open by it. Blocks.
     *
     * @param own the connection by which that was asked, which stays; null: nobody waits for an answer
     */
    void end(Login login, @Nullable HttpConnection own) {
        Instant now = clock.instant();
        database.independently(() -> {
            table.forget(now.minus(KEPT));
            return table.end(login.id(), login.issuedAt(), now);
        });
        load(login.id());
        open.cut(other -> other.id().equals(login.id()), own);
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(BETWEEN_LOOKS, "ended-logins", Reach.PROCESS), this::cutEnded);
    }

    /** Cuts here what is open by a login that another process ended. */
    private void cutEnded() {
        open.cut(this::isEnded, null);
    }

    /** Whether the login ended, by what the database answered within {@link #REMEMBERED}; empty: it was not asked. */
    public Optional<Boolean> remembered(Login login) {
        return Optional.ofNullable(remembered.getIfPresent(login.id())).map(known -> known.ends(login));
    }

    /** Whether it ended. Blocks. */
    public boolean isEnded(Login login) {
        return remembered(login).orElseGet(() -> load(login.id()).ends(login));
    }

    private Remembered ask(String id) {
        return new Remembered(database.transact(() -> table.issuedUntil(id)));
    }

    private Remembered load(String id) {
        Remembered found = ask(id);
        // Of two concurrent reads, the one that began before the login ended may return last; the end that the other
        // found stays.
        return remembered.asMap().merge(id, found, (known, asked) -> {
            boolean isLate =
                    asked.issuedUntil().isEmpty() && known.issuedUntil().isPresent();
            return isLate ? known : asked;
        });
    }
}
