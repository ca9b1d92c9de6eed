package dev.slipway.connection;

import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * A bound on what requests may hold of something, for each user and for all together. A request holds its amount until its
 * answer is sent or its client has gone. Each call here checks which requests are over, since not every end of a stream fires a
 * handler.
 */
public final class Room {
    private final int ofOne;
    private final int ofAll;
    private final List<Taken> taken = new ArrayList<>();

    private record Taken(String user, int amount, HttpServerResponse response) {
        boolean isOver() {
            return response.ended() || response.closed();
        }
    }

    /**
     * All is free.
     *
     * @param ofOne for one user
     * @param ofAll for all users together
     */
    public Room(int ofOne, int ofAll) {
        this.ofOne = ofOne;
        this.ofAll = ofAll;
    }

    /**
     * Takes an amount for a request until it is answered or its client has gone; false: not enough is free, and nothing is
     * taken.
     */
    public synchronized boolean take(String user, int amount, HttpServerResponse response) {
        if (takenBy(user) + amount > ofOne || taken() + amount > ofAll) {
            return false;
        }
        taken.add(new Taken(user, amount, response));
        return true;
    }

    /** What a user's requests hold now. */
    public synchronized int takenBy(String user) {
        taken.removeIf(Taken::isOver);
        return taken.stream()
                .filter(each -> each.user().equals(user))
                .mapToInt(Taken::amount)
                .sum();
    }

    /** What all requests hold now. */
    public synchronized int taken() {
        taken.removeIf(Taken::isOver);
        return taken.stream().mapToInt(Taken::amount).sum();
    }
}
