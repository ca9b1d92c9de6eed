package dev.slipway.database;

import io.agroal.api.AgroalDataSource;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Short messages between the processes on one database, by PostgreSQL's NOTIFY. Only the processes that listen at that moment
 * receive a message; a process that was not connected has to read the database for itself.
 */
@ApplicationScoped
public class Channel {
    private static final Logger LOG = Logger.getLogger(Channel.class);

    /** PostgreSQL carries 8,000 bytes at once. */
    private static final int MOST_BYTES = 7_000;

    private static final int ID_CHARACTERS = 12;
    private static final int ANSWER_SECONDS = 5;

    private final AgroalDataSource database;

    /** What this process begins with, so that it does not listen to itself. */
    private final String self = RandomId.of(ID_CHARACTERS, new SecureRandom());

    private final OwnConnections own;
    private @Nullable Connection line;

    Channel(AgroalDataSource database) {
        this.database = database;
        this.own = new OwnConnections(database);
    }

    /**
     * Says words to the other processes.
     *
     * @param words short ones of ASCII letters and digits
     * @throws SQLException when the database is away; some of the words may have reached nobody
     */
    public void say(Collection<String> words) throws SQLException {
        Database.requireOutside("the connection of words");
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("select pg_notify('slipway', ?)")) {
            for (String some : joined(words)) {
                statement.setString(1, some);
                statement.execute();
            }
        }
    }

    private List<String> joined(Collection<String> words) {
        List<String> all = new ArrayList<>();
        StringBuilder some = new StringBuilder(self);
        for (String word : words) {
            if (some.length() + word.length() >= MOST_BYTES) {
                all.add(some.toString());
                some = new StringBuilder(self);
            }
            some.append(' ').append(word);
        }
        all.add(some.toString());
        return all;
    }

    /**
     * Listens to the other processes, by one thread.
     *
     * @param most how long it waits for the next word
     * @return what they said since the last call; empty: it begins to listen, and has missed what was said before
     * @throws SQLException when the database is away
     */
    public Optional<List<String>> hear(Duration most) throws SQLException {
        Database.requireOutside("the connection of words");
        Connection open = line;
        if (open == null) {
            begin();
            return Optional.empty();
        }
        try {
            PGNotification[] heard = open.unwrap(PGConnection.class).getNotifications(Math.toIntExact(most.toMillis()));
            if (heard == null && !open.isValid(ANSWER_SECONDS)) {
                throw new SQLException("the line is dead", "08006");
            }
            return Optional.of(heard == null ? List.of() : ofOthers(heard));
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private void begin() throws SQLException {
        Connection fresh = own.open();
        line = fresh;
        try (Statement statement = fresh.createStatement()) {
            statement.execute("listen slipway");
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private List<String> ofOthers(PGNotification[] heard) {
        List<String> words = new ArrayList<>();
        for (PGNotification one : heard) {
            List<String> said = List.of(one.getParameter().split(" "));
            if (!said.getFirst().equals(self)) {
                words.addAll(said.subList(1, said.size()));
            }
        }
        return words;
    }

    @PreDestroy
    void close() {
        Connection open = line;
        line = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.debug("a broken connection does not close", e);
            }
        }
    }
}
