package dev.slipway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.floor.Floor;
import dev.slipway.floor.Halts;
import dev.slipway.floor.Life;
import dev.slipway.floor.Owner;
import dev.slipway.floor.Replica;
import dev.slipway.floor.World;
import dev.slipway.imagebuild.Builder;
import dev.slipway.queue.Serving;
import dev.slipway.reconcile.Comparison;
import dev.slipway.reconcile.Reconciler;
import dev.slipway.reconcile.Sweep;
import dev.slipway.registration.Registered;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A process each is halted before each step of a pull and of a build, and after it; the next one ends what all of them have left. Each
 * works also at what those before it left.
 */
class OperationStepsFloorIT {
    private static final Duration LONGEST = Duration.ofSeconds(40);

    /** A build's containers have homes, logs and graces of their own. */
    private static final List<String> OF_WORKSPACES = List.of("ContainerStep.KEEP_LOG", "ContainerStep.STOP_CONTAINER");

    /** Each process holds a connection for its locks. */
    private static final int AT_ONCE = 6;

    @BeforeEach
    void clear() throws IOException {
        Floor.clear();
        for (Path file : contexts()) {
            Files.delete(file);
        }
    }

    private static List<String> halts(String... enums) {
        return Halts.all().stream()
                .filter(halt -> Stream.of(enums).anyMatch(halt::startsWith))
                .toList();
    }

    /** What a process does until it is halted. */
    private interface Deed {
        void begin(Replica process, String name);
    }

    @Test
    void anotherProcessGoesOnFromEachStepOfAPull() throws Exception {
        List<String> halts = halts("OperationStep", "ImageStep", "WorkspaceStep.NOTE_PULL");
        assertThat(halts).hasSize(18);
        try (Replica first = new Replica()) {
            for (int i = 0; i < halts.size(); i++) {
                Registered.add(first, "pulled" + i);
            }
        }
        halt(halts, "pulled", (process, name) -> new Owner(process, name).launchOf(name));
        endAll(() -> {
            assertThat(World.rows()).hasSize(halts.size());
            assertThat(Floor.bean(WorkspaceStore.class).running()).hasSize(halts.size());
            World.isAsWished();
        });
    }

    @Test
    void anotherProcessGoesOnFromEachStepOfABuild() throws Exception {
        List<String> halts = new ArrayList<>(halts("OperationStep", "BuildPhase", "QueueStep", "ContainerStep"));
        halts.removeIf(halt -> OF_WORKSPACES.stream().anyMatch(halt::startsWith));
        assertThat(halts).hasSize(32);
        halt(halts, "built", Builder::build);
        endAll(World::isAsWished);
        List<String> built = Floor.query("select image from image_version order by image");
        assertThat(built).as("some were halted before anyone knew of them").hasSize(halts.size() - 3);
        assertThat(Floor.query(
                        "select image from operation where kind = 'BUILD' and state = 'SUCCEEDED' order by image"))
                .isEqualTo(built);
        assertThat(Floor.query("select image from image_build order by image")).isEqualTo(built);
        // Two were sent whole and never asked for: these go when nobody can be about to ask for them.
        assertThat(contexts())
                .hasSize(2)
                .allSatisfy(file -> assertThat(Files.getLastModifiedTime(file).toInstant())
                        .isAfter(Instant.now().minus(Duration.ofMinutes(10))));
    }

    /** Has each halted, some at a time. */
    private static void halt(List<String> halts, String name, Deed deed) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> halted = new ArrayList<>();
            for (int i = 0; i < halts.size(); i++) {
                String halt = halts.get(i);
                String own = name + i;
                halted.add(threads.submit(() -> {
                    haltAt(halt, own, deed);
                    return true;
                }));
            }
            for (Future<?> one : halted) {
                one.get();
            }
        }
    }

    private static void haltAt(String halt, String name, Deed deed) throws InterruptedException {
        Life life = Life.endingAt(halt);
        try (Replica process = new Replica()) {
            life.live(() -> {
                deed.begin(process, name); // before it could be halted within what others have left
                begin(process);
            });
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(life.isOver())
                            .as(
                                    "%s comes to %s: %s",
                                    name,
                                    halt,
                                    Floor.query("select concat_ws(' ', image, state, reason_message) from operation"))
                            .isTrue());
        }
        assertThat(life.endedAt()).isEqualTo(halt);
    }

    private static void begin(Replica process) {
        process.begin(Operations.class);
        process.begin(Serving.class);
        process.begin(Reconciler.class);
        process.begin(Sweep.class);
        Builder.begin(process);
    }

    private static void endAll(Runnable isSo) throws IOException, InterruptedException {
        try (Replica last = new Replica()) {
            begin(last);
            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(
                                Floor.query(
                                        "select concat_ws(' ', image, state, reason_code, reason_message) from operation where state <> 'SUCCEEDED'"))
                        .isEmpty();
                isSo.run();
            });
            last.bean(Comparison.class).compare();
            Builder.clear(last);
            await().atMost(LONGEST).untilAsserted(() -> {
                isSo.run();
                assertThat(Floor.engine().containers().list())
                        .allMatch(container -> WorkspaceId.of(container.id()).isPresent());
                assertThat(Floor.engine().volumes().list())
                        .allMatch(volume -> volume.value().startsWith("home-"));
            });
        }
    }

    /** The files of builds. */
    private static List<Path> contexts() throws IOException {
        Path folder = Path.of(System.getProperty("slipway.home"), "builds");
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.toList();
        }
    }
}
