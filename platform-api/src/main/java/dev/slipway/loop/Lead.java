package dev.slipway.loop;

import java.sql.SQLException;

/** Whether this process is the one that does a loop. */
interface Lead {
    /** Every process does. */
    Lead OF_EACH = () -> true;

    /**
     * Takes the lead if no other process has it.
     *
     * @return whether this process leads now
     * @throws SQLException when the database is away and nobody can tell
     */
    boolean take() throws SQLException;

    /** Does a round of it. */
    default void run(Round round) throws InterruptedException {
        round.run();
    }

    /** Gives the lead up, so that another process can take it. */
    default void leave() {}
}
