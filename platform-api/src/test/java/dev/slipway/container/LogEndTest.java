package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.label.ResourceId;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LogEndTest {
    private static final ResourceId ID = new ResourceId("container");

    private final LogEnd end = new LogEnd(100, 10);

    @Test
    void keepsTheLastWholeLines() {
        for (int i = 0; i < 1000; i++) {
            write("line " + i + " €");
        }
        end.onEnd(Optional.empty());
        assertThat(end.text().orElseThrow().lines().skip(1))
                .allMatch(line -> line.matches("line 99\\d €"))
                .endsWith("line 999 €");
        assertThat(end.text()
                        .orElseThrow()
                        .lines()
                        .skip(1)
                        .mapToInt(line -> line.length() + 1)
                        .sum())
                .isLessThanOrEqualTo(100);
        assertThat(end.fault()).isEmpty();
    }

    @Test
    void saysHowManyLinesItLeavesOut() {
        for (int i = 0; i < 25; i++) {
            write("" + i);
        }
        assertThat(end.text().orElseThrow().lines())
                .hasSize(11)
                .startsWith("… 15 or more earlier lines are left out here", "15")
                .endsWith("24");
    }

    @Test
    void keepsAllOfWhatJustFits() {
        write("x".repeat(99));
        assertThat(end.text()).contains("x".repeat(99) + "\n");
    }

    @Test
    void keepsNothingOfALineThatIsTooLong() {
        write("x".repeat(1000));
        assertThat(end.text()).contains("… 1 or more earlier lines are left out here\n");
    }

    /** Containers of which one thing alone is asked. */
    private static Containers containers(Function<StreamListener<LogLine>, Subscription> logs) {
        return (Containers) Proxy.newProxyInstance(
                LogEndTest.class.getClassLoader(), new Class<?>[] {Containers.class}, (proxy, method, given) -> {
                    assertThat(method.getName()).isEqualTo("logs");
                    @SuppressWarnings("unchecked")
                    var listener = (StreamListener<LogLine>) given[2];
                    return logs.apply(listener);
                });
    }

    private boolean read(Function<StreamListener<LogLine>, Subscription> logs) throws InterruptedException {
        return end.read(containers(logs), ID, UnaryOperator.identity(), Duration.ofMillis(200));
    }

    @Test
    void saysThatTheRestIsMissing() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        assertThat(read(listener -> {
                    listener.onItem(new LogLine(Instant.EPOCH, LogLine.Stream.STDOUT, "first"));
                    return closed::countDown;
                }))
                .isTrue();
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(end.fault()).isPresent();
        assertThat(end.text().orElseThrow()).startsWith("first\n… the rest could not be read: ");
    }

    @Test
    void waitsForNoEngineThatDoesNotAnswerAtAll() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        assertThat(read(listener -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    throw new EngineException.Unavailable("away", null);
                }))
                .isTrue();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(end.fault()).isPresent();
    }

    @Test
    void isNothingWhereThereIsNoContainer() throws InterruptedException {
        assertThat(read(listener -> {
                    throw new EngineException.NotFound(EngineException.Kind.CONTAINER, "gone", null);
                }))
                .isFalse();
    }

    @Test
    void isNothingWhereNothingCouldBeRead() {
        end.onEnd(Optional.of(new EngineException.Unavailable("away", null)));
        assertThat(end.fault()).contains("away");
        assertThat(end.text()).isEmpty();
    }

    @Test
    void holdsNoZeroByte() {
        write("a\0b");
        assertThat(end.text()).contains("ab\n");
    }

    private void write(String text) {
        end.onItem(new LogLine(Instant.EPOCH, LogLine.Stream.STDOUT, text));
    }
}
