package dev.slipway.identity;

import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/** The heap's room for the bodies of requests: so much for each user, so much for all together. Not a place where bodies are. */
final class BodyRoom {
    private final int ofOne;
    private final int ofAll;
    private final List<Taken> taken = new ArrayList<>();

    /** Room for a request's body, until its answer is out. */
    private record Taken(String user, int bytes, HttpServerResponse response) {
        boolean isOver() {
            return response.ended() || response.closed();
        }
    }

    /**
     * All is free.
     *
     * @param ofOne bytes for one user
     * @param ofAll bytes for all users
     */
    BodyRoom(int ofOne, int ofAll) {
        this.ofOne = ofOne;
        this.ofAll = ofAll;
    }

    /** Takes room for the body of a request until it is answered or its client has gone; false: there is not enough. */
    synchronized boolean take(String user, int bytes, HttpServerResponse response) {
        taken.removeIf(Taken::isOver);
        int all = bytes;
        int own = bytes;
        for (Taken other : taken) {
            all += other.bytes();
            own += other.user().equals(user) ? other.bytes() : 0;
        }
        if (own > ofOne || all > ofAll) {
            return false;
        }
        taken.add(new Taken(user, bytes, response));
        return true;
    }
}
