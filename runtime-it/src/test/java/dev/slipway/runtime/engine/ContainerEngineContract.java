package dev.slipway.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.runtime.engine.EngineException.Kind;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every container engine does. */
public abstract class ContainerEngineContract {
    protected final ResourceId id =
            new ResourceId("t" + UUID.randomUUID().toString().replace("-", "").substring(0, 9));
    protected ContainerEngine engine;

    /** The engine under test, empty of this installation's objects. */
    protected abstract ContainerEngine engine();

    /** An image that the engine holds, with a shell. */
    protected abstract ImageReference image();

    @BeforeEach
    void open() {
        engine = engine();
    }

    @AfterEach
    void removeEverything() {
        engine.containers().forEach(container -> engine.removeContainer(container.id()));
        engine.networks().forEach(engine::removeNetwork);
        engine.volumes().forEach(engine::removeVolume);
        engine.close();
    }

    /** How many images begin with the layers of the tests' own: others use the engine too, and theirs come and go. */
    protected final int imagesOnOurs() {
        List<String> ours = engine.findImage(image()).orElseThrow().layers();
        return (int) engine.images().stream()
                .flatMap(image -> engine.findImage(new ImageReference(image.digest())).stream())
                .filter(image -> Collections.indexOfSubList(image.layers(), ours) == 0)
                .count();
    }

    @Test
    void tellsWhatItIs() {
        EngineInfo info = engine.info();
        assertThat(info.name()).isIn("docker", "podman", "in-memory");
        assertThat(info.version()).isNotBlank();
        assertThat(info.cpus()).isPositive();
        assertThat(info.memory().value()).isPositive();
    }

    @Test
    void findsAnImageItHoldsAndNoOther() {
        assertThat(engine.findImage(image())).isPresent().get().satisfies(found -> {
            assertThat(found.digest()).matches("sha256:[0-9a-f]{64}");
            assertThat(found.size().value()).isPositive();
        });
        assertThat(engine.findImage(new ImageReference("slipway-test/none:1"))).isEmpty();
    }

    @Test
    void saysThatARegistryCannotBeReached() {
        assertThatThrownBy(() -> engine.pullImage(
                        new ImageReference("127.0.0.1:1/slipway-test/none:1"), Optional.empty(), progress -> {}))
                .isInstanceOf(EngineException.Unavailable.class);
    }

    @Test
    void givesAnImageAFurtherName() {
        ImageReference name = new ImageReference("localhost/slipway-test/further:1");
        LocalImage held = engine.findImage(image()).orElseThrow();
        engine.tagImage(new ImageReference(held.digest()), name);
        engine.tagImage(new ImageReference(held.digest()), name);
        assertThat(engine.findImage(name)).map(LocalImage::digest).hasValue(held.digest());
        assertThat(engine.images())
                .filteredOn(image -> image.digest().equals(held.digest()))
                .singleElement()
                .satisfies(image -> assertThat(image.names()).contains(image().value(), name.value()));
        assertNotThere(Kind.IMAGE, () -> engine.tagImage(new ImageReference("slipway-test/none:1"), name));
    }

    /** As every launch does: the exact image, whatever it is called meanwhile. */
    @Test
    void makesAContainerOfAnImageByItsDigest() {
        LocalImage held = engine.findImage(image()).orElseThrow();
        engine.ensureNetwork(network());
        engine.ensureVolume(id);
        engine.ensureContainer(specOf(new ImageReference(held.digest()), "sleep 60", DeviceAccess.NONE));
        engine.startContainer(id);
        assertThat(engine.findContainer(id))
                .hasValueSatisfying(
                        container -> assertThat(container.state()).isInstanceOf(ContainerState.Running.class));
    }

    @Test
    void readsNoFileOfAnImageThatIsNotThere() {
        assertNotThere(
                Kind.IMAGE,
                () -> engine.readFiles(
                        new ImageReference("slipway-test/none:1"), List.of("/etc/passwd"), Bytes.ofMebi(1)));
    }

    @Test
    void buildsAnImageAndRemovesIt() {
        ImageReference tag = new ImageReference("localhost/slipway-test/built:1");
        List<String> log = new ArrayList<>();
        engine.ensureNetwork(network());
        LocalImage built = engine.buildImage(
                build(tag, Bytes.ofGibi(1)),
                context("FROM " + image() + "\nENV ANSWER=42\nRUN echo built\nLABEL own=1\n"),
                log::add);
        assertThat(built.environment()).containsEntry("ANSWER", "42");
        assertThat(built.labels()).containsEntry("own", "1").containsEntry("given", "2 3");
        assertThat(engine.findImage(tag)).map(LocalImage::digest).hasValue(built.digest());
        assertThat(log)
                .filteredOn(line -> line.toLowerCase(Locale.ROOT).startsWith("step 3/"))
                .hasSize(1);

        engine.ensureVolume(id);
        engine.ensureContainer(specOf(tag, "true", DeviceAccess.NONE));
        assertThatThrownBy(() -> engine.removeImage(new ImageReference(built.digest())))
                .isInstanceOf(EngineException.Conflict.class);
        engine.removeContainer(id);
        engine.removeImage(tag);
        engine.removeImage(tag);
        assertThat(engine.findImage(tag)).isEmpty();
        assertThat(engine.findImage(image())).isPresent();
    }

    @Test
    void saysWhyABuildFailedAndLeavesNothingOfIt() {
        ImageReference tag = new ImageReference("localhost/slipway-test/broken:1");
        int before = imagesOnOurs();
        engine.ensureNetwork(network());
        assertThatThrownBy(() -> engine.buildImage(
                        build(tag, Bytes.ofGibi(1)),
                        context("FROM " + image() + "\nENV BROKEN=" + id + "\nRUN false\n"),
                        line -> {}))
                .isInstanceOf(EngineException.Refused.class)
                .hasMessageContaining("false");
        assertThat(engine.findImage(tag)).isEmpty();
        assertThat(imagesOnOurs()).isEqualTo(before);
        assertThatThrownBy(() -> engine.buildImage(
                        build(tag, Bytes.ofGibi(1)), context("FROM localhost/slipway-test/none:1\n"), line -> {}))
                .isInstanceOf(EngineException.Refused.class);
    }

    @Test
    void buildsAnImageThatGetsNoName() {
        engine.ensureNetwork(network());
        BuildSpec named = build(new ImageReference("localhost/slipway-test/named:1"), Bytes.ofGibi(1));
        LocalImage built = engine.buildImage(
                new BuildSpec(
                        Optional.empty(),
                        named.dockerfile(),
                        named.arguments(),
                        named.labels(),
                        named.bounds(),
                        named.network()),
                context("FROM " + image() + "\nENV OWN=" + id + "\n"),
                line -> {});
        assertThat(built.digest()).matches("sha256:[0-9a-f]{64}");
        assertThat(built.environment()).containsEntry("OWN", id.value());
        engine.removeImage(new ImageReference(built.digest()));
        assertThat(engine.findImage(new ImageReference(built.digest()))).isEmpty();
    }

    protected final BuildSpec build(ImageReference tag, Bytes disk) {
        return new BuildSpec(
                Optional.of(tag),
                "Dockerfile",
                Map.of(),
                Map.of("given", "2 3"),
                new BuildSpec.Bounds(Cpus.of(BigDecimal.ONE), Bytes.ofMebi(256), disk),
                Optional.of(id));
    }

    @Test
    void makesAnImageOfWhatAStepChangedAndNothingOfWhatItWasTold() {
        engine.ensureNetwork(network());
        LocalImage base = engine.findImage(image()).orElseThrow();
        List<String> log = new ArrayList<>();
        String made = engine.buildStep(step(base.digest(), "echo hello; echo $WORD; echo $PROXY"), log::add);
        assertThat(log).first().isEqualTo("hello");
        LocalImage image = engine.findImage(new ImageReference(made)).orElseThrow();
        assertThat(image.digest()).isEqualTo(made).isNotEqualTo(base.digest());
        // Podman adds variables of its own.
        assertThat(image.environment()).containsAllEntriesOf(base.environment()).doesNotContainKeys("WORD", "PROXY");
        assertThat(image.labels()).isEqualTo(base.labels());
        assertThat(engine.containers()).isEmpty();
        assertThatThrownBy(() -> engine.buildStep(step(base.digest(), "exit 3"), log::add))
                .isInstanceOf(EngineException.Refused.class)
                .hasMessageContaining("3");
        engine.removeImage(new ImageReference(made));
        assertThat(engine.findImage(new ImageReference(made))).isEmpty();
    }

    /** A step with an argument and a setting. */
    protected final BuildStep step(String image, String line) {
        return new BuildStep(
                id,
                image,
                image,
                new BuildStep.Command.Line(line),
                Map.of("WORD", "it's"),
                Map.of("PROXY", "http://user:secret@proxy.example"),
                List.of(),
                new BuildSpec.Bounds(Cpus.of(BigDecimal.ONE), Bytes.ofMebi(256), Bytes.ofGibi(1)),
                Optional.of(id));
    }

    /** A tar of nothing but a Dockerfile. */
    protected static InputStream context(String dockerfile) {
        byte[] content = dockerfile.getBytes(StandardCharsets.UTF_8);
        byte[] tar = new byte[512 + (content.length + 511) / 512 * 512 + 1024];
        put(tar, 0, "Dockerfile");
        put(tar, 100, "0000644");
        put(tar, 108, "0000000");
        put(tar, 116, "0000000");
        put(tar, 124, "%011o".formatted(content.length));
        put(tar, 136, "00000000000");
        put(tar, 148, "        ");
        put(tar, 156, "0");
        put(tar, 257, "ustar\00000");
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i];
        }
        put(tar, 148, "%06o\0 ".formatted(sum));
        System.arraycopy(content, 0, tar, 512, content.length);
        return new ByteArrayInputStream(tar);
    }

    private static void put(byte[] tar, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, tar, at, bytes.length);
    }

    @Test
    void makesANetworkOnceAndRemovesItTwice() {
        engine.ensureNetwork(network());
        engine.ensureNetwork(network());
        assertThat(engine.networks()).containsExactly(id);
        engine.removeNetwork(id);
        engine.removeNetwork(id);
        assertThat(engine.networks()).isEmpty();
    }

    @Test
    void makesAVolumeOnceAndRemovesItTwice() {
        Path made = engine.ensureVolume(id);
        assertThat(engine.ensureVolume(id)).isEqualTo(made).isAbsolute();
        assertThat(engine.volumes()).containsExactly(id);
        engine.removeVolume(id);
        engine.removeVolume(id);
        assertThat(engine.volumes()).isEmpty();
    }

    @Test
    void takesAContainerThroughItsLife() {
        create("sleep 60");
        assertThat(state()).isInstanceOf(ContainerState.Created.class);

        engine.startContainer(id);
        engine.startContainer(id);
        assertThat(state())
                .isInstanceOfSatisfying(
                        ContainerState.Running.class,
                        running -> assertThat(running.address())
                                .hasValueSatisfying(
                                        address -> assertThat(address).matches("\\d+(\\.\\d+){3}")));

        engine.stopContainer(id, Duration.ofSeconds(5));
        engine.stopContainer(id, Duration.ofSeconds(5));
        assertThat(state()).isInstanceOf(ContainerState.Exited.class);

        engine.removeContainer(id);
        engine.removeContainer(id);
        assertThat(engine.findContainer(id)).isEmpty();
        assertThat(engine.containers()).isEmpty();
    }

    @Test
    void findsTheContainerThatIsThereWhenItIsMadeAgain() {
        create("sleep 60");
        String first = engine.findContainer(id).orElseThrow().engineId();
        engine.ensureContainer(spec("sleep 60"));
        assertThat(engine.findContainer(id).orElseThrow().engineId()).isEqualTo(first);
    }

    @Test
    void makesOneContainerForManyWhoAskAtOnce() throws Exception {
        engine.ensureNetwork(network());
        engine.ensureVolume(id);
        List<Callable<Void>> askers = Collections.nCopies(8, () -> {
            engine.ensureContainer(spec("sleep 60"));
            return null;
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> asked : threads.invokeAll(askers)) {
                asked.get();
            }
        }
        assertThat(engine.containers()).hasSize(1);
    }

    @Test
    void tellsTheExitCode() {
        create("exit 3");
        engine.startContainer(id);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(state()).isInstanceOfSatisfying(ContainerState.Exited.class, exited -> {
                    assertThat(exited.exitCode()).isEqualTo(3);
                    assertThat(exited.outOfMemory()).isFalse();
                }));
    }

    @Test
    void runsAgainAfterItsEnd() {
        create("sleep 60");
        engine.startContainer(id);
        engine.stopContainer(id, Duration.ZERO);
        engine.startContainer(id);
        assertThat(state()).isInstanceOf(ContainerState.Running.class);
    }

    @Test
    void refusesToStartWhatIsNotThere() {
        assertNotThere(Kind.CONTAINER, () -> engine.startContainer(id));
    }

    @Test
    void refusesAnImageThatIsNotThere() {
        engine.ensureNetwork(network());
        engine.ensureVolume(id);
        ContainerSpec spec = specOf(new ImageReference("slipway-test/none:1"), "sleep 1", DeviceAccess.NONE);
        assertNotThere(Kind.IMAGE, () -> engine.ensureContainer(spec));
    }

    /** Docker lets a network go that a container is made for; Podman keeps it. */
    @Test
    void startsWithANetworkThatIsMadeAgain() {
        create("sleep 60");
        try {
            engine.removeNetwork(id);
        } catch (EngineException.Conflict e) {
            assertThat(engine.networks()).containsExactly(id);
            return;
        }
        assertNotThere(Kind.NETWORK, () -> engine.startContainer(id));
        assertThat(state()).isInstanceOf(ContainerState.Created.class);
        engine.ensureNetwork(network());
        engine.startContainer(id);
        assertThat(state()).isInstanceOf(ContainerState.Running.class);
    }

    @Test
    void keepsANetworkThatIsInUse() {
        create("sleep 60");
        engine.startContainer(id);
        assertThatThrownBy(() -> engine.removeNetwork(id)).isInstanceOf(EngineException.Conflict.class);
    }

    private static void assertNotThere(Kind what, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EngineException.NotFound.class,
                        fault -> assertThat(fault.what()).isEqualTo(what));
    }

    @Test
    void keepsAVolumeThatIsMounted() {
        create("sleep 60");
        assertThatThrownBy(() -> engine.removeVolume(id)).isInstanceOf(EngineException.Conflict.class);
    }

    @Test
    void tellsWhatTheProgramWrote() throws Exception {
        create("echo one; echo two >&2; echo three");
        engine.startContainer(id);
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
    void tellsEveryLineWholeAndInItsOrder() throws Exception {
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
    void tellsLongLinesWhole() throws Exception {
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
    void boundsALinesLengthAndSaysSo() throws Exception {
        runToItsEnd("echo '1" + "€".repeat(33_000) + "'; echo after");
        String kept = "1" + "€".repeat((LineCutter.LONGEST - 1) / 3);
        assertThat(read(new LogQuery(1000, Optional.empty(), false)))
                .extracting(LogLine::text)
                .containsExactly(kept + "… (" + 3 * (33_001 - kept.length()) + " bytes more)", "after");
    }

    @Test
    void leavesBlanksAndCarriageReturnsInALine() throws Exception {
        runToItsEnd("echo '  two  '; echo ''; echo '10%\r20%\r'; echo 'end\r\n'; printf '  no newline '");
        assertThat(read(new LogQuery(1000, Optional.empty(), false)))
                .extracting(LogLine::text)
                .containsExactly("  two  ", "", "10%\r20%", "end", "", "  no newline ");
    }

    private void runToItsEnd(String script) {
        create(script);
        engine.startContainer(id);
        await().atMost(Duration.ofSeconds(20)).until(() -> state() instanceof ContainerState.Exited);
    }

    @Test
    void followsTheOutputToItsEnd() throws Exception {
        create("echo early; sleep 1; echo late");
        engine.startContainer(id);
        assertThat(read(new LogQuery(100, Optional.empty(), true)))
                .extracting(LogLine::text)
                .containsExactly("early", "late");
    }

    @Test
    void saysThatThereIsNoLogOfNothing() {
        assertNotThere(Kind.CONTAINER, () -> read(new LogQuery(1, Optional.empty(), false)));
    }

    @Test
    void runsACommandBesideTheProgram() {
        create("sleep 60");
        engine.startContainer(id);
        assertThat(engine.exec(id, List.of("/bin/sh", "-c", "echo hello"), Duration.ofSeconds(10)))
                .contains(new ExecResult(0, "hello\n"));
        assertThat(engine.exec(id, List.of("/bin/sh", "-c", "exit 7"), Duration.ofSeconds(10)))
                .contains(new ExecResult(7, ""));
    }

    @Test
    void runsNoCommandInWhatDoesNotRun() {
        create("sleep 60");
        assertThatThrownBy(() -> engine.exec(id, List.of("/bin/sh", "-c", "echo"), Duration.ofSeconds(10)))
                .isInstanceOf(EngineException.Refused.class);
    }

    @Test
    void givesUpACommandAtItsDeadline() {
        create("sleep 60");
        engine.startContainer(id);
        assertThat(engine.exec(id, List.of("/bin/sh", "-c", "sleep 30"), Duration.ofMillis(500)))
                .isEmpty();
    }

    @Test
    void tellsWhatACommandWroteCharacterByCharacter() {
        create("sleep 60");
        engine.startContainer(id);
        String text = "1€ä".repeat(10_000);
        assertThat(engine.exec(id, List.of("/bin/sh", "-c", "echo '" + text + "'"), Duration.ofSeconds(10)))
                .contains(new ExecResult(0, text + "\n"));
    }

    @Test
    void tellsWhatARunningContainerUses() {
        create("sleep 60");
        engine.startContainer(id);
        ResourceUse use = engine.use(id);
        assertThat(use.memoryLimit()).isEqualTo(Bytes.ofMebi(64));
        assertThat(use.pids()).isPositive();
        engine.stopContainer(id, Duration.ZERO);
        assertNotThere(Kind.CONTAINER, () -> engine.use(id));
    }

    @Test
    void holdsAContainerThatRunsToOtherProcessors() {
        assertNotThere(Kind.CONTAINER, () -> engine.limitCpus(id, new Cpus(10)));
        create("sleep 60");
        engine.startContainer(id);
        try {
            engine.limitCpus(id, new Cpus(10));
        } catch (EngineException.Refused e) {
            assertThat(mayRefuseOtherLimits()).isTrue();
            return;
        }
        assertThat(runningCpus(id)).isIn(Optional.of(new Cpus(10)), Optional.empty());
    }

    /** Whether some version of this engine changes nothing of what a container that is there may use. */
    protected boolean mayRefuseOtherLimits() {
        return false;
    }

    /** What the kernel holds the container to; empty: this engine's containers are held to nothing. */
    private Optional<Cpus> runningCpus(ResourceId container) {
        String quota = "cat /sys/fs/cgroup/cpu.max 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us";
        return engine.exec(container, List.of("sh", "-c", quota), Duration.ofSeconds(10))
                .map(result -> result.output().strip().split(" ", -1)[0])
                .filter(words -> words.matches("\\d+"))
                .map(micros -> new Cpus(Integer.parseInt(micros) / 100));
    }

    @Test
    void tellsOfAContainersStartDeathAndRemoval() {
        List<EngineEvent.Kind> heard = Collections.synchronizedList(new ArrayList<>());
        try (Subscription events = engine.watch(listener(event -> {
            if (event.id().equals(id)) {
                heard.add(event.kind());
            }
        }))) {
            create("sleep 60");
            engine.startContainer(id);
            await().atMost(Duration.ofSeconds(5)).until(() -> heard.contains(EngineEvent.Kind.STARTED));
            engine.removeContainer(id);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> heard.contains(EngineEvent.Kind.DIED) && heard.contains(EngineEvent.Kind.REMOVED));
            assertThat(events).isNotNull();
        }
    }

    private void create(String script) {
        create(script, DeviceAccess.NONE);
    }

    /** Makes the container {@link #id} with its network and its volume. */
    protected final void create(String script, DeviceAccess devices) {
        engine.ensureNetwork(network());
        engine.ensureVolume(id);
        engine.ensureContainer(specOf(image(), script, devices));
    }

    protected final NetworkSpec network() {
        return new NetworkSpec(id, "slc-" + id, NetworkSpec.FEWEST_ADDRESSES);
    }

    private ContainerSpec spec(String script) {
        return specOf(image(), script, DeviceAccess.NONE);
    }

    private ContainerSpec specOf(ImageReference image, String script, DeviceAccess devices) {
        return new ContainerSpec(
                id,
                image,
                List.of("/bin/sh", "-c", script),
                Map.of("GREETING", "hello"),
                "tester",
                "1000:1000",
                new Limits(Cpus.of(new BigDecimal("0.5")), Bytes.ofMebi(64), Bytes.ofMebi(8), 32),
                id,
                List.of(new VolumeMount(id, "/home/tester", false)),
                Map.of("/tmp", Bytes.ofMebi(8)),
                List.of(),
                devices);
    }

    private ContainerState state() {
        return engine.findContainer(id).orElseThrow().state();
    }

    private List<LogLine> read(LogQuery query) throws InterruptedException {
        List<LogLine> lines = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch end = new CountDownLatch(1);
        engine.logs(id, query, new StreamListener<>() {
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
