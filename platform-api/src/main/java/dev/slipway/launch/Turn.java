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

    /** Says what is wanted; where that is not what the look under way follows, that one is over and another asked for. */
    public synchronized void tell(Wish wish) {
        if (told == null || wish.revision() > told.revision()) {
            told = wish;
        }
        if (isSuperseded()) {
            askAgain();
            cut();
        }
    }

    /** What is done from here on is done under this. */
    public synchronized void under(Claim taken) {
        claim = taken;
        isLost = false;
    }

    /** Ends what it waits for outside the platform, where its lock may be another process's. */
    public synchronized void endIfLost() {
        if (isLost()) {
            cut();
        }
    }

    /** What was lost once stays so in this look, though its lock be taken again. */
    private synchronized boolean isLost() {
        isLost |= claim != null && !isSure.test(claim);
        return isLost;
    }

    /** Interrupts what is under way outside, and remembers that: the interruption is of nobody else's concern. */
    private synchronized void cut() {
        if (outside != null) {
            isCut = true;
            outside.interrupt();
        }
    }

    /** The look that begins follows this wish. */
    public synchronized void follow(Wish wish) {
        followed = wish;
    }

    private synchronized boolean isSuperseded() {
        return told != null && followed != null && told.supersedes(followed);
    }

    /**
     * Does work outside the platform, on this thread, for as long as the wish that is followed stands.
     *
     * @throws SupersededException when it does not stand any more
     * @throws ClaimLostException when another process may be at it by now
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

    /** An interruption that was meant for the exchange does not reach what comes after it. */
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
