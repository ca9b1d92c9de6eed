package dev.slipway.loop;

import java.sql.SQLException;

/** Whether this process is the one that does a loop. */
interface Lead {
    /** Every process does. */
    Lead OF_EACH = () -> true;

    /**
     * Takes it where nobody has it.
     *
     * @return whether it is this process's
     * @throws SQLException when the database is away and nobody can tell
     */
    boolean take() throws SQLException;

    /** Does a round of it. */
    default void run(Round round) throws InterruptedException {
        round.run();
    }

    /** Lets another process have it. */
    default void leave() {}
}
