package dev.slipway.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.container.ExecResult;
import dev.slipway.runtime.container.LineCutter;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.container.LogQuery;
import dev.slipway.runtime.container.ResourceUse;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every engine does with containers. */
public interface ContainersContract extends EngineContract {
    /** As every launch does: the exact image, whatever it is called meanwhile. */
    @Test
    default void makesAContainerOfAnImageByItsDigest() {
        LocalImage held = images().find(image()).orElseThrow();
        networks().ensure(network());
        volumes().ensure(id());
        containers().ensure(specOf(new ImageReference(held.digest()), "sleep 60", DeviceAccess.NONE));
        containers().start(id());
        assertThat(containers().find(id()))
                .hasValueSatisfying(
                        container -> assertThat(container.state()).isInstanceOf(ContainerState.Running.class));
    }

    @Test
    default void takesAContainerThroughItsLife() {
        create("sleep 60");
        assertThat(state()).isInstanceOf(ContainerState.Created.class);

        containers().start(id());
        containers().start(id());
        assertThat(state())
                .isInstanceOfSatisfying(
                        ContainerState.Running.class,
                        running -> assertThat(running.host())
                                .hasValueSatisfying(host -> assertThat(new InetSocketAddress(host, 80).isUnresolved())
                                        .isFalse()));

        containers().stop(id(), Duration.ofSeconds(5));
        containers().stop(id(), Duration.ofSeconds(5));
        assertThat(state()).isInstanceOf(ContainerState.Exited.class);

        containers().remove(id());
        containers().remove(id());
        assertThat(containers().find(id())).isEmpty();
        assertThat(containers().list()).isEmpty();
    }

    @Test
    default void findsTheContainerThatIsThereWhenItIsMadeAgain() {
        create("sleep 60");
        String first = containers().find(id()).orElseThrow().engineId();
        containers().ensure(spec("sleep 60"));
        assertThat(containers().find(id()).orElseThrow().engineId()).isEqualTo(first);
    }

    @Test
    default void makesOneContainerForManyWhoAskAtOnce() throws Exception {
        networks().ensure(network());
        volumes().ensure(id());
        List<Callable<Void>> askers = Collections.nCopies(8, () -> {
            containers().ensure(spec("sleep 60"));
            return null;
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> asked : threads.invokeAll(askers)) {
                asked.get();
            }
        }
        assertThat(containers().list()).hasSize(1);
    }

    @Test
    default void tellsTheExitCode() {
        create("exit 3");
        containers().start(id());
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(state()).isInstanceOfSatisfying(ContainerState.Exited.class, exited -> {
                    assertThat(exited.exitCode()).isEqualTo(3);
                    assertThat(exited.outOfMemory()).isFalse();
                }));
    }

    @Test
    default void runsAgainAfterItsEnd() {
        create("sleep 60");
        containers().start(id());
        containers().stop(id(), Duration.ZERO);
        containers().start(id());
        assertThat(state()).isInstanceOf(ContainerState.Running.class);
    }

    @Test
    default void refusesToStartWhatIsNotThere() {
        assertNotThere(Kind.CONTAINER, () -> containers().start(id()));
    }

    @Test
    default void refusesAnImageThatIsNotThere() {
        networks().ensure(network());
        volumes().ensure(id());
        ContainerSpec spec = specOf(new ImageReference("slipway-test/none:1"), "sleep 1", DeviceAccess.NONE);
        assertNotThere(Kind.IMAGE, () -> containers().ensure(spec));
    }

    /** Docker lets a network go that a container is made for; Podman keeps it. */
    @Test
    default void startsWithANetworkThatIsMadeAgain() {
        create("sleep 60");
        try {
            networks().remove(id());
        } catch (EngineException.Conflict e) {
            assertThat(networks().list()).containsExactly(id());
            return;
        }
        assertNotThere(Kind.NETWORK, () -> containers().start(id()));
        assertThat(state()).isInstanceOf(ContainerState.Created.class);
        networks().ensure(network());
        containers().start(id());
        assertThat(state()).isInstanceOf(ContainerState.Running.class);
    }

    @Test
    default void tellsWhatTheProgramWrote() throws Exception {
        create("echo one; echo two >&2; echo three");
        containers().start(id());
        await().atMost(Duration.ofSeconds(10)).until(() -> state() instanceof ContainerState.Exited);
        assertThat(read(new LogQuery(100, Optional.empty(), false)))
                .extracting(LogLine::text)
                .containsExactlyInAnyOrder("one", "two", "three");
        assertThat(read(new LogQuery(1, Optional.empty(), false))).hasSize(1);
        assertThat(read(new LogQuery(100, Optional.empty(), false)))
                .filteredOn(line -> line.stream() == LogLine.Stream.STDERR)
                .extracting(LogLine::text)
                .containsExactly("two");
    }

    @Test
    default void tellsEveryLineWholeAndInItsOrder() throws Exception {
        List<String> out = numbered("out");
        List<String> err = numbered("err");
        runToItsEnd("echo '" + String.join("\n", out) + "'; echo '" + String.join("\n", err) + "' >&2");
        List<LogLine> told = read(new LogQuery(20_000, Optional.empty(), false));
        assertThat(told)
                .filteredOn(line -> line.stream() == LogLine.Stream.STDOUT)
                .extracting(LogLine::text)
                .isEqualTo(out);
        assertThat(told)
                .filteredOn(line -> line.stream() == LogLine.Stream.STDERR)
                .extracting(LogLine::text)
                .isEqualTo(err);
        assertThat(told).extracting(LogLine::at).allSatisfy(at -> assertThat(at).isAfter(Instant.EPOCH));
    }

    private static List<String> numbered(String word) {
        return IntStream.range(0, 4500).mapToObj(n -> word + " " + n + " é").toList();
    }

    /** Engines keep a line of more than 8 or 16 KiB in pieces, which end within a character. */
    @Test
    default void tellsLongLinesWhole() throws Exception {
        List<String> lines = List.of(
                "k".repeat(3000),
                "1" + "ä".repeat(10_000),
                "y".repeat(1 << 14),
                "z".repeat((1 << 14) - 1),
                "x" + "€".repeat(6_000),
                "short",
                "w".repeat(1 << 13));
        runToItsEnd("echo '" + String.join("\n", lines) + "'");
        assertThat(read(new LogQuery(1000, Optional.empty(), false)))
                .extracting(LogLine::text)
                .isEqualTo(lines);
    }

    @Test
    default void boundsALinesLengthAndSaysSo() throws Exception {
        runToItsEnd("echo '1" + "€".repeat(33_000) + "'; echo after");
        String kept = "1" + "€".repeat((LineCutter.LONGEST - 1) / 3);
        assertThat(read(new LogQuery(1000, Optional.empty(), false)))
                .extracting(LogLine::text)
                .containsExactly(kept + "… (" + 3 * (33_001 - kept.length()) + " bytes more)", "after");
    }

    @Test
    default void leavesBlanksAndCarriageReturnsInALine() throws Exception {
        runToItsEnd("echo '  two  '; echo ''; echo '10%\r20%\r'; echo 'end\r\n'; printf '  no newline '");
        assertThat(read(new LogQuery(1000, Optional.empty(), false)))
                .extracting(LogLine::text)
                .containsExactly("  two  ", "", "10%\r20%", "end", "", "  no newline ");
    }

    private void runToItsEnd(String script) {
        create(script);
        containers().start(id());
        await().atMost(Duration.ofSeconds(20)).until(() -> state() instanceof ContainerState.Exited);
    }

    @Test
    default void followsTheOutputToItsEnd() throws Exception {
        create("echo early; sleep 1; echo late");
        containers().start(id());
        assertThat(read(new LogQuery(100, Optional.empty(), true)))
                .extracting(LogLine::text)
                .containsExactly("early", "late");
    }

    @Test
    default void saysThatThereIsNoLogOfNothing() {
        assertNotThere(Kind.CONTAINER, () -> read(new LogQuery(1, Optional.empty(), false)));
    }

    @Test
    default void runsACommandBesideTheProgram() {
        create("sleep 60");
        containers().start(id());
        assertThat(containers().exec(id(), List.of("/bin/sh", "-c", "echo hello"), Duration.ofSeconds(10)))
                .contains(new ExecResult(0, "hello\n"));
        assertThat(containers().exec(id(), List.of("/bin/sh", "-c", "exit 7"), Duration.ofSeconds(10)))
                .contains(new ExecResult(7, ""));
    }

    @Test
    default void runsNoCommandInWhatDoesNotRun() {
        create("sleep 60");
        assertThatThrownBy(() -> containers().exec(id(), List.of("/bin/sh", "-c", "echo"), Duration.ofSeconds(10)))
                .isInstanceOf(EngineException.Refused.class);
    }

    @Test
    default void givesUpACommandAtItsDeadline() {
        create("sleep 60");
        containers().start(id());
        assertThat(containers().exec(id(), List.of("/bin/sh", "-c", "sleep 30"), Duration.ofMillis(500)))
                .isEmpty();
    }

    @Test
    default void tellsWhatACommandWroteCharacterByCharacter() {
        create("sleep 60");
        containers().start(id());
        String text = "1€ä".repeat(10_000);
        assertThat(containers().exec(id(), List.of("/bin/sh", "-c", "echo '" + text + "'"), Duration.ofSeconds(10)))
                .contains(new ExecResult(0, text + "\n"));
    }

    @Test
    default void tellsWhatARunningContainerUses() {
        create("sleep 60");
        containers().start(id());
        ResourceUse use = containers().use(id());
        assertThat(use.memoryLimit()).isEqualTo(Bytes.ofMebi(64));
        assertThat(use.pids()).isPositive();
        containers().stop(id(), Duration.ZERO);
        assertNotThere(Kind.CONTAINER, () -> containers().use(id()));
    }

    @Test
    default void holdsAContainerThatRunsToOtherProcessors() {
        assertNotThere(Kind.CONTAINER, () -> containers().limitCpus(id(), new Cpus(10)));
        create("sleep 60");
        containers().start(id());
        try {
            containers().limitCpus(id(), new Cpus(10));
        } catch (EngineException.Refused e) {
            assertThat(mayRefuseOtherLimits()).isTrue();
            return;
        }
        assertThat(runningCpus(id())).isIn(Optional.of(new Cpus(10)), Optional.empty());
    }

    /** Whether some version of this engine changes nothing of what a container that is there may use. */
    default boolean mayRefuseOtherLimits() {
        return false;
    }

    /** What the kernel holds the container to; empty: this engine's containers are held to nothing. */
    private Optional<Cpus> runningCpus(ResourceId container) {
        String quota = "cat /sys/fs/cgroup/cpu.max 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us";
        return containers()
                .exec(container, List.of("sh", "-c", quota), Duration.ofSeconds(10))
                .map(result -> result.output().strip().split(" ", -1)[0])
                .filter(words -> words.matches("\\d+"))
                .map(micros -> new Cpus(Integer.parseInt(micros) / 100));
    }

    @Test
    default void tellsOfAContainersStartDeathAndRemoval() {
        List<EngineEvent.Kind> heard = Collections.synchronizedList(new ArrayList<>());
        try (Subscription events = containers().watch(listener(event -> {
            if (event.id().equals(id())) {
                heard.add(event.kind());
            }
        }))) {
            create("sleep 60");
            containers().start(id());
            await().atMost(Duration.ofSeconds(5)).until(() -> heard.contains(EngineEvent.Kind.STARTED));
            containers().remove(id());
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> heard.contains(EngineEvent.Kind.DIED) && heard.contains(EngineEvent.Kind.REMOVED));
            assertThat(events).isNotNull();
        }
    }

    private List<LogLine> read(LogQuery query) throws InterruptedException {
        List<LogLine> lines = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch end = new CountDownLatch(1);
        containers().logs(id(), query, new StreamListener<>() {
            @Override
            public void onItem(LogLine line) {
                lines.add(line);
            }

            @Override
            public void onEnd(Optional<EngineException> fault) {
                end.countDown();
            }
        });
        assertThat(end.await(15, TimeUnit.SECONDS)).as("the stream ends").isTrue();
        return List.copyOf(lines);
    }

    private static <T> StreamListener<T> listener(Consumer<T> items) {
        return new StreamListener<>() {
            @Override
            public void onItem(T item) {
                items.accept(item);
            }

            @Override
            public void onEnd(Optional<EngineException> fault) {}
        };
    }
}
