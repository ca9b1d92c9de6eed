package dev.slipway.launch;

import dev.slipway.database.Claim;
import dev.slipway.database.ClaimLostException;
import dev.slipway.workspace.Wish;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One thread's work on one workspace, and whether another look was asked for meanwhile. What its steps wait for outside the
 * platform, the engine or a workspace's server, is given up as soon as something else is wanted of the workspace, or the lock under
 * which all this is done may be another process's.
 */
public final class Turn {
    private final Predicate<Claim> isSure;
    private boolean asked;
    private @Nullable Wish told;
    private @Nullable Wish followed;
    private @Nullable Thread outside;
    private @Nullable Claim claim;
    private boolean isCut;
    private boolean isLost;

    /**
     * One that is not under its lock yet.
     *
     * @param isSure whether a claim is this process's still
     */
    public Turn(Predicate<Claim> isSure) {
        this.isSure = isSure;
    }

    /** Work outside the platform. It must bear to be interrupted, and to be done again from its beginning. */
    public interface Exchange<T> {
        T run() throws InterruptedException;
    }

    public synchronized void askAgain() {
        asked = true;
        notifyAll();
    }

    /**
     * Tells the turn what is wanted of the workspace. Where the look under way follows an older wish for something else, that look is cut
     * short and another one asked for.
     */
    public synchronized void tell(Wish wish) {
        if (told == null || wish.revision() > told.revision()) {
            told = wish;
        }
        if (isSuperseded()) {
            askAgain();
            cut();
        }
    }

    /** From here on, the turn works under this claim. */
    public synchronized void under(Claim taken) {
        claim = taken;
        isLost = false;
    }

    /** Interrupts the turn's work outside the platform if another process may have the workspace's lock by now. */
    public synchronized void endIfLost() {
        if (isLost()) {
            cut();
        }
    }

    /** Once the claim was lost, it counts as lost for the rest of this look, even if this process takes the lock again. */
    private synchronized boolean isLost() {
        isLost |= claim != null && !isSure.test(claim);
        return isLost;
    }

    /** Interrupts the exchange under way, and remembers that, so that {@link #comeBack} can clear the thread's interrupt. */
    private synchronized void cut() {
        if (outside != null) {
            isCut = true;
            outside.interrupt();
        }
    }

    /** Begins a look that follows this wish. */
    public synchronized void follow(Wish wish) {
        followed = wish;
    }

    private synchronized boolean isSuperseded() {
        return told != null && followed != null && told.supersedes(followed);
    }

    /**
     * Does work outside the platform, on this thread, for as long as the wish that is followed stands.
     *
     * @throws SupersededException when something else is wanted of the workspace by now
     * @throws ClaimLostException when another process may have the workspace's lock by now
     */
    public <T> T outside(Exchange<T> exchange) throws InterruptedException {
        goOut();
        try {
            return exchange.run();
        } catch (RuntimeException | InterruptedException e) {
            refuseIfLost();
            if (isSuperseded()) {
                throw new SupersededException(e);
            }
            throw e;
        } finally {
            comeBack();
        }
    }

    private synchronized void refuseIfLost() {
        if (claim != null && isLost()) {
            throw new ClaimLostException(claim);
        }
    }

    private synchronized void goOut() {
        refuseIfLost();
        if (isSuperseded()) {
            throw new SupersededException(null);
        }
        outside = Thread.currentThread();
    }

    /** Clears an interrupt that was meant for the exchange, so that it does not hit what the thread does next. */
    private synchronized void comeBack() {
        outside = null;
        if (isCut) {
            isCut = false;
            Thread.interrupted();
        }
    }

    public synchronized boolean isAsked() {
        return asked;
    }

    /** Takes the request for another look, if there is one. */
    public synchronized void take() {
        asked = false;
    }

    /** Waits, but not longer than until another look is asked for. */
    public synchronized void await(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!asked) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}
