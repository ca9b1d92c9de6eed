package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.database.Claim;
import dev.slipway.database.ClaimLostException;
import dev.slipway.workspace.DesiredState;
import dev.slipway.workspace.Wish;
import dev.slipway.workspace.WorkspaceId;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static final WorkspaceId ID = new WorkspaceId("waaaaaaaaaa");

    private final AtomicBoolean isSure = new AtomicBoolean(true);
    private final Turn turn = new Turn(claim -> isSure.get());
    private final CountDownLatch isOut = new CountDownLatch(1);
    private final FutureTask<Boolean> work = new FutureTask<>(() -> turn.outside(() -> {
        isOut.countDown();
        new CountDownLatch(1).await();
        return true;
    }));

    @Test
    void cutsShortWhatIsUnderWayWhenSomethingElseIsWanted() throws Exception {
        turn.follow(wish(DesiredState.RUNNING, 1, 7));
        goOut();
        turn.tell(wish(DesiredState.DELETED, 1, 8));
        assertThatThrownBy(() -> work.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SupersededException.class);
        assertThat(turn.isAsked()).isTrue();
    }

    @Test
    void cutsShortForANewGenerationToo() throws Exception {
        turn.follow(wish(DesiredState.RUNNING, 1, 7));
        goOut();
        turn.tell(wish(DesiredState.RUNNING, 2, 9));
        assertThatThrownBy(() -> work.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(SupersededException.class);
    }

    @Test
    void leavesAloneWhatIsWantedStill() throws Exception {
        turn.follow(wish(DesiredState.RUNNING, 1, 7));
        goOut();
        turn.tell(wish(DesiredState.RUNNING, 1, 8));
        turn.tell(wish(DesiredState.DELETED, 1, 6));
        assertThat(turn.isAsked()).isFalse();
        assertThatThrownBy(() -> work.get(100, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        work.cancel(true);
    }

    @Test
    void cutsShortWhatAnotherProcessMayBeAt() throws Exception {
        turn.under(new Claim("waaaaaaaaaa", 1));
        turn.follow(wish(DesiredState.RUNNING, 1, 7));
        goOut();
        turn.endIfLost();
        assertThatThrownBy(() -> work.get(100, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        isSure.set(false);
        turn.endIfLost();
        assertThatThrownBy(() -> work.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(ClaimLostException.class);
        assertThatThrownBy(() -> turn.outside(() -> "begun")).isInstanceOf(ClaimLostException.class);
    }

    @Test
    void beginsNothingForAWishThatIsOver() {
        turn.follow(wish(DesiredState.RUNNING, 1, 7));
        turn.tell(wish(DesiredState.STOPPED, 1, 8));
        assertThatThrownBy(() -> turn.outside(() -> "begun")).isInstanceOf(SupersededException.class);
        turn.follow(wish(DesiredState.STOPPED, 1, 8));
        assertThat(outsideNow()).isEqualTo("begun");
    }

    @Test
    void letsNoInterruptionReachWhatComesAfter() throws Exception {
        turn.follow(wish(DesiredState.RUNNING, 1, 7));
        FutureTask<Boolean> after = new FutureTask<>(() -> {
            turn.outside(() -> {
                isOut.countDown();
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                return "done";
            });
            return Thread.currentThread().isInterrupted();
        });
        Thread.ofVirtual().start(after);
        isOut.await();
        turn.tell(wish(DesiredState.STOPPED, 1, 8));
        assertThat(after.get(5, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void endsItsWaitWhenAnotherLookIsAskedFor() throws InterruptedException {
        turn.askAgain();
        long began = System.nanoTime();
        turn.await(Duration.ofMinutes(1));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    private void goOut() throws InterruptedException {
        Thread.ofVirtual().start(work);
        isOut.await();
    }

    private String outsideNow() {
        try {
            return turn.outside(() -> "begun");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Wish wish(DesiredState desired, int generation, long revision) {
        return new Wish(ID, desired, generation, revision);
    }
}
