package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.floor.Floor;
import dev.slipway.floor.Replica;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What repeats where there are several platform processes on one host. */
class LoopsFloorIT {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** A process that counts the rounds of its loop. */
    private static final class Platform implements AutoCloseable {
        private final Replica replica = new Replica();
        private final AtomicInteger rounds = new AtomicInteger();

        Platform(Reach reach) {
            replica.bean(Loops.class).begin(Schedule.every(PAUSE, "tried", reach), rounds::incrementAndGet);
        }

        void awaitAnotherRound() {
            int before = rounds.get();
            await().atMost(LONGEST).until(() -> rounds.get() > before);
        }

        void end() {
            replica.close();
        }

        @Override
        public void close() {
            end(); // once more does nothing
        }
    }

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PROCESS")
    void areOneProcesssUntilItEnds(Reach reach) throws InterruptedException {
        try (Platform first = new Platform(reach)) {
            first.awaitAnotherRound();
            try (Platform second = new Platform(reach)) {
                Thread.sleep(20 * PAUSE.toMillis()); // in which it would have done many rounds, if it did any
                first.awaitAnotherRound();
                assertThat(second.rounds).hasValue(0);
                first.end();
                second.awaitAnotherRound();
                int ended = first.rounds.get();
                second.awaitAnotherRound();
                assertThat(first.rounds).hasValue(ended);
            }
        }
    }

    @Test
    void areEachProcesssWhereTheyAreToBe() {
        try (Platform first = new Platform(Reach.PROCESS);
                Platform second = new Platform(Reach.PROCESS)) {
            first.awaitAnotherRound();
            second.awaitAnotherRound();
            first.awaitAnotherRound();
        }
    }

    /** Whoever has it then, somebody has, and goes on. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PROCESS")
    void goOnWhenTheDatabaseCutsTheConnectionOfTheLocks(Reach reach) {
        try (Platform first = new Platform(reach);
                Platform second = new Platform(reach)) {
            await().atMost(LONGEST).until(() -> first.rounds.get() + second.rounds.get() > 0);
            assertThat(Floor.query("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"))
                    .isNotEmpty();
            int before = first.rounds.get() + second.rounds.get();
            await().atMost(LONGEST).until(() -> first.rounds.get() + second.rounds.get() > before + 10);
        } finally {
            // What the pool does not know to be broken yet.
            Floor.bean(AgroalDataSource.class).flush(FlushMode.INVALID);
        }
    }

    @Test
    void haveANameEach() {
        try (Platform first = new Platform(Reach.HOST)) {
            Loops loops = first.replica.bean(Loops.class);
            assertThatThrownBy(() ->
                            loops.begin(Schedule.every(PAUSE, "tried", Reach.CLUSTER), first.rounds::incrementAndGet))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
