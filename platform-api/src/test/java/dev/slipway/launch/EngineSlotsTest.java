package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineSlotsTest {
    private final EngineSlots slots = new EngineSlots(8);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger ofAlice = new AtomicInteger();
    private final AtomicInteger ofBob = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void letThemEnd() {
        end.countDown();
        threads.close();
    }

    @Test
    void givesOneOwnerHalfAndTheNextTheirsAtOnce() {
        for (int i = 0; i < 100; i++) {
            work("bob", ofBob);
        }
        await().until(() -> ofBob.get() == 4);
        work("alice", ofAlice);
        await().atMost(Duration.ofSeconds(5)).until(() -> ofAlice.get() == 1);
        assertThat(ofBob).hasValue(4);
    }

    @Test
    void givesEveryoneTogetherNoMoreThanThereIs() {
        for (int i = 0; i < 100; i++) {
            work("owner-" + i, ofBob);
        }
        await().until(() -> ofBob.get() == 8);
        await().during(Duration.ofMillis(100)).until(() -> ofBob.get() == 8);
        end.countDown();
        await().until(() -> ofBob.get() == 100);
    }

    private void work(String ownerId, AtomicInteger began) {
        threads.execute(() -> {
            try (EngineSlots.Slot slot = slots.take(ownerId)) {
                assertThat(slot).isNotNull();
                began.incrementAndGet();
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
