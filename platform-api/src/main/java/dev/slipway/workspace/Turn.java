package dev.slipway.workspace;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One thread's work on one workspace, and whether another look was asked for meanwhile. What its steps wait for outside the
 * platform, the engine or a workspace's server, is given up as soon as something else is wanted of the workspace.
 */
final class Turn {
    private boolean asked;
    private @Nullable Wish told;
    private @Nullable Wish followed;
    private @Nullable Thread outside;

    /** Work outside the platform. It must bear to be interrupted, and to be done again from its beginning. */
    interface Exchange<T> {
        T run() throws InterruptedException;
    }

    synchronized void askAgain() {
        asked = true;
        notifyAll();
    }

    /** Says what is wanted; where that is not what the look under way follows, that one is over and another asked for. */
    synchronized void tell(Wish wish) {
        if (told == null || wish.revision() > told.revision()) {
            told = wish;
        }
        if (isSuperseded()) {
            askAgain();
            if (outside != null) {
                outside.interrupt();
            }
        }
    }

    /** The look that begins follows this wish. */
    synchronized void follow(Wish wish) {
        followed = wish;
    }

    private synchronized boolean isSuperseded() {
        return told != null && followed != null && told.supersedes(followed);
    }

    /**
     * Does work outside the platform, on this thread, for as long as the wish that is followed stands.
     *
     * @throws SupersededException when it does not stand any more
     */
    <T> T outside(Exchange<T> exchange) throws InterruptedException {
        goOut();
        try {
            return exchange.run();
        } catch (RuntimeException | InterruptedException e) {
            if (isSuperseded()) {
                throw new SupersededException(e);
            }
            throw e;
        } finally {
            comeBack();
        }
    }

    private synchronized void goOut() {
        if (isSuperseded()) {
            throw new SupersededException(null);
        }
        outside = Thread.currentThread();
    }

    /** An interruption that was meant for the exchange does not reach what comes after it. */
    private synchronized void comeBack() {
        outside = null;
        if (isSuperseded()) {
            Thread.interrupted();
        }
    }

    synchronized boolean isAsked() {
        return asked;
    }

    /** Takes the request for another look, if there is one. */
    synchronized void take() {
        asked = false;
    }

    /** Waits, but not longer than until another look is asked for. */
    synchronized void await(Duration most) throws InterruptedException {
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
