package dev.slipway.watch;

import dev.slipway.connection.Room;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import io.vertx.core.http.HttpServerResponse;

/**
 * How many of a thing that costs as long as it is open may be open at once: for each user, so that none keeps others from it,
 * and in all, so that the platform bears it.
 */
public final class Seats {
    private final String what;
    private final int ofOne;
    private final int ofAll;
    private final Room room;

    /**
     * All are free.
     *
     * @param what is counted, in the plural, as a refusal names it
     * @param ofOne for one user
     * @param ofAll for all users together
     */
    public Seats(String what, int ofOne, int ofAll) {
        this.what = what;
        this.ofOne = ofOne;
        this.ofAll = ofAll;
        this.room = new Room(ofOne, ofAll);
    }

    /**
     * Takes one for a user, until the answer is out or its client has gone.
     *
     * @throws ProblemException {@code rate-limited} when the user has too many, or all together have
     */
    public void take(String user, HttpServerResponse response) {
        refuseWhereNoneIsFree(user);
        if (!room.take(user, 1, response)) {
            throw allAreTaken(); // since the look
        }
    }

    /**
     * Takes none, and costs nothing: for those who ask for hundreds.
     *
     * @throws ProblemException {@code rate-limited} when the user could not take one
     */
    public void refuseWhereNoneIsFree(String user) {
        if (room.takenBy(user) >= ofOne) {
            throw new ProblemException(
                    ProblemCode.RATE_LIMITED, "You have %d %s open, the most for one user".formatted(ofOne, what));
        }
        if (taken() >= ofAll) {
            throw allAreTaken();
        }
    }

    private ProblemException allAreTaken() {
        return new ProblemException(
                ProblemCode.RATE_LIMITED, "Too many %s are open; %d may be, for all users".formatted(what, ofAll));
    }

    /** How many are open now. */
    public int taken() {
        return room.taken();
    }
}
