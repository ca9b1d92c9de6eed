package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicLong clock = new AtomicLong();
    private final List<Boolean> ends = new CopyOnWriteArrayList<>();
    private final Bell bell = new Bell();
    private final List<Loop> begun = new ArrayList<>();

    private Loop begin(Duration pause, Lead lead, Round round) {
        Loop loop = new Loop(
                Schedule.every(pause, "tried", Reach.PROCESS).withRoundsOf(Duration.ofMinutes(1)),
                round,
                bell,
                lead,
                clock::get,
                (took, isDone) -> ends.add(isDone));
        begun.add(loop);
        loop.start();
        return loop;
    }

    private Loop begin(Round round) {
        return begin(Duration.ofMillis(1), Lead.OF_EACH, round);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Loop loop : begun) {
            loop.stop();
            assertThat(loop.awaitEnd(LONGEST)).isTrue();
            assertThat(loop.lives()).isFalse();
        }
    }

    private void awaitRounds(int atLeast) {
        await().atMost(LONGEST).until(() -> rounds.get() >= atLeast);
    }

    /** A fault of every kind, once each. */
    @Test
    void goesOnAfterAnyFault() {
        Loop loop = begin(() -> {
            switch (rounds.getAndIncrement()) {
                case 0 -> throw new IllegalStateException("a fault");
                case 1 -> throw new StackOverflowError();
                case 2 -> throw new NoClassDefFoundError("Gone");
                case 3 -> throw new AssertionError("a defect");
                case 4 -> throw new InterruptedException("not meant for the loop");
                case 5 -> Thread.currentThread().interrupt();
                default -> {}
            }
        });
        await().atMost(LONGEST).until(() -> {
            bell.ring(); // no need to wait out the pauses
            return rounds.get() >= 8;
        });
        assertThat(ends).startsWith(false, false, false, false, false, true);
        await().atMost(LONGEST).until(() -> loop.failures() == 0);
        assertThat(loop.lives()).isTrue();
    }

    @Test
    void triesAgainLaterAndLaterWhileAFaultLasts() throws InterruptedException {
        Loop loop = begin(() -> {
            rounds.incrementAndGet();
            throw new IllegalStateException("it lasts");
        });
        Thread.sleep(2_000); // what is counted is how often it is tried in that time; there is nothing to wait for
        // At most 1 + 2 s / (250 ms + 500 ms / 2 ...): by the pause alone it would be two thousand.
        assertThat(rounds.get()).isBetween(2, 6);
        assertThat(loop.failures()).isGreaterThanOrEqualTo(2);
        assertThat(loop.lives()).isTrue();
    }

    @Test
    void beginsARoundWhenItIsAskedTo() {
        begin(Duration.ofHours(1), Lead.OF_EACH, rounds::incrementAndGet);
        bell.ring();
        awaitRounds(1);
        assertThat(rounds.get()).isEqualTo(1);
        bell.ring();
        awaitRounds(2);
    }

    /** Asked in the middle of a round, which may have looked already, it looks again. */
    @Test
    void forgetsNothingThatIsAskedInTheMiddleOfARound() throws InterruptedException {
        CountDownLatch isInRound = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        begin(Duration.ofHours(1), Lead.OF_EACH, () -> {
            rounds.incrementAndGet();
            isInRound.countDown();
            mayGoOn.await();
        });
        bell.ring();
        assertThat(isInRound.await(10, TimeUnit.SECONDS)).isTrue();
        bell.ring();
        bell.ring();
        mayGoOn.countDown();
        awaitRounds(2);
    }

    @Test
    void isNoLongerTakenToLiveWhenARoundDoesNotEnd() throws InterruptedException {
        CountDownLatch isInRound = new CountDownLatch(1);
        Loop loop = begin(() -> {
            isInRound.countDown();
            Thread.sleep(Duration.ofHours(1)); // it hangs, until the test's end interrupts it
        });
        assertThat(isInRound.await(10, TimeUnit.SECONDS)).isTrue();
        clock.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(loop.lives()).isTrue();
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(loop.lives()).isFalse();
        assertThat(loop.inRound()).hasSeconds(61);
    }

    @Test
    void standsByUntilItIsItsTurn() {
        AtomicBoolean isFree = new AtomicBoolean();
        Loop loop = begin(Duration.ofMillis(1), isFree::get, rounds::incrementAndGet);
        await().atMost(LONGEST).until(loop::isStandingBy);
        assertThat(rounds).hasValue(0);
        isFree.set(true);
        awaitRounds(1);
        assertThat(loop.isStandingBy()).isFalse();
    }

    @Test
    void doesNothingWhereNobodyKnowsWhoseItIs() {
        AtomicBoolean isAway = new AtomicBoolean(true);
        Lead lead = () -> {
            if (isAway.get()) {
                throw new SQLException("away");
            }
            return true;
        };
        Loop loop = begin(Duration.ofMillis(1), lead, rounds::incrementAndGet);
        await().atMost(LONGEST).until(() -> loop.failures() > 0);
        assertThat(rounds).hasValue(0);
        isAway.set(false);
        awaitRounds(1);
    }
}
