package dev.slipway.stream;

import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many of a thing that costs as long as it is open may be open at once: for each user, so that none keeps others from it,
 * and in all, so that the platform bears it.
 */
public final class Seats {
    private final String what;
    private final int ofOne;
    private final int ofAll;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

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
    }

    /**
     * Takes one for a user.
     *
     * @return what gives it back, once, however often it is run
     * @throws ProblemException {@code rate-limited} when the user has too many, or all together have
     */
    public synchronized Runnable take(String user) {
        refuseWhereNoneIsFree(user);
        taken.merge(user, 1, Integer::sum);
        all++;
        AtomicBoolean isBack = new AtomicBoolean();
        return () -> {
            if (isBack.compareAndSet(false, true)) {
                giveBack(user);
            }
        };
    }

    /**
     * Takes none, and costs nothing: for those who ask for hundreds.
     *
     * @throws ProblemException {@code rate-limited} when the user could not take one
     */
    public synchronized void refuseWhereNoneIsFree(String user) {
        int own = taken.getOrDefault(user, 0);
        if (own >= ofOne) {
            throw new ProblemException(
                    ProblemCode.RATE_LIMITED, "You have %d %s open, the most for one user".formatted(own, what));
        }
        if (all >= ofAll) {
            throw new ProblemException(
                    ProblemCode.RATE_LIMITED, "All users together have %d %s open, the most here".formatted(all, what));
        }
    }

    private synchronized void giveBack(String user) {
        all--;
        taken.computeIfPresent(user, (key, own) -> own > 1 ? own - 1 : null);
    }

    /** How many are open now. */
    public synchronized int taken() {
        return all;
    }
}
