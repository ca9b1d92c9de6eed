package dev.slipway.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.container.Remains;
import dev.slipway.container.Server;
import dev.slipway.floor.Floor;
import dev.slipway.floor.Life;
import dev.slipway.floor.Owner;
import dev.slipway.floor.Replica;
import dev.slipway.identity.Party;
import dev.slipway.operation.OperationReport;
import dev.slipway.operation.Progress;
import dev.slipway.queue.Serving;
import dev.slipway.reconcile.Sweep;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.workspace.WorkspaceStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A trial beside a launch, and one whose process is killed. */
class TrialFloorIT {
    private static final String OPERATION = "abcdefghijklmnop";
    private static final Party OWNER = new Party(Optional.of("a"), "alice");
    private static final ResourceId TRIAL = new ResourceId("check-" + OPERATION);

    private static final OperationReport NOBODY = new OperationReport() {
        @Override
        public void progress(Progress progress) {}

        @Override
        public void line(int step, String text) {}
    };

    private final Replica process = new Replica();

    @BeforeEach
    void clear() {
        Floor.clear();
        process.begin(Serving.class);
    }

    @AfterEach
    void end() {
        process.close();
    }

    private static LocalImage image() {
        return Floor.engine()
                .images()
                .find(new ImageReference("floor/server:1"))
                .orElseThrow();
    }

    private static Optional<Server> server() {
        ImageName name = new ImageName("floor");
        ImageVersion version = Floor.bean(Catalogue.class)
                .version(new VersionKey(name, new VersionName("server")))
                .orElseThrow();
        return version.run().map(run -> new Server(name, image(), Optional.ofNullable(version.python()), run));
    }

    private TrialReport tried() throws InterruptedException {
        return process.bean(Trial.class).run(OPERATION, OWNER, image(), server(), NOBODY);
    }

    /** All that starts while something is done, as it was made. */
    private static List<ContainerSpec> started(Life.Work work) throws InterruptedException {
        List<ContainerSpec> specs = new CopyOnWriteArrayList<>();
        try (Subscription events = Floor.engine().containers().watch(new StreamListener<>() {
            @Override
            public void onItem(EngineEvent event) {
                if (event.kind() == EngineEvent.Kind.STARTED) {
                    Floor.engine().specOf(event.id()).ifPresent(specs::add);
                }
            }

            @Override
            public void onEnd(Optional<EngineException> fault) {}
        })) {
            assertThat(events).isNotNull();
            work.run();
        }
        return specs;
    }

    private ContainerSpec launched() throws InterruptedException {
        process.begin(Sweep.class);
        return started(() -> {
                    new Owner(process, "alice").launch("server");
                    await().untilAsserted(() -> assertThat(
                                    process.bean(WorkspaceStore.class).running())
                            .hasSize(1));
                })
                .getFirst();
    }

    /** The variables, but for the secret and for how many processors each has. */
    private static Map<String, String> variables(ContainerSpec spec) {
        Map<String, String> variables = new TreeMap<>(spec.environment());
        assertThat(variables.remove("JUPYTER_TOKEN")).isNotBlank();
        variables.keySet().removeIf(name -> name.endsWith("_NUM_THREADS") || name.equals("PYTHON_CPU_COUNT"));
        assertThat(variables.size()).isLessThan(spec.environment().size() - 1);
        return variables;
    }

    private static List<String> filesShown(ContainerSpec spec) {
        return spec.files().stream().map(HostFile::path).sorted().toList();
    }

    @Test
    void runsAnImageAsALaunchDoes() throws InterruptedException {
        ContainerSpec launch = launched();
        List<ContainerSpec> trials = started(() -> assertThat(tried().server()).isEqualTo(TrialReport.Server.READY));
        assertThat(trials).hasSize(2).allSatisfy(trial -> {
            assertThat(trial.image()).isEqualTo(launch.image());
            assertThat(trial.command()).isEqualTo(launch.command());
            assertThat(variables(trial)).isEqualTo(variables(launch));
            assertThat(filesShown(trial)).isEqualTo(filesShown(launch));
            assertThat(trial.scratch().keySet()).isEqualTo(launch.scratch().keySet());
            assertThat(trial.mounts()).extracting("path").isEqualTo(List.of("/home/floor"));
            assertThat(launch.mounts()).extracting("path").isEqualTo(List.of("/home/floor"));
            assertThat(trial.user()).endsWith(":100");
            assertThat(launch.user()).endsWith(":100");
            assertThat(trial.limits().pids()).isEqualTo(launch.limits().pids());
            assertThat(trial.limits().shm().value() * 2)
                    .isEqualTo(trial.limits().memory().value());
            assertThat(launch.limits().shm().value() * 2)
                    .isEqualTo(launch.limits().memory().value());
        });
        assertThat(launch.files()).isNotEmpty();
    }

    @Test
    void ofAProcessThatIsKilledAtWhateverStepLeavesNothing() throws InterruptedException {
        Remains remains = Floor.bean(Remains.class);
        int steps = 0;
        boolean lived = false;
        while (!lived) {
            Life life = new Life(steps++);
            lived = life.live(this::tried);
            remains.clear();
            assertThat(Floor.engine().containers().list()).as(life.endedAt()).isEmpty();
            assertThat(Floor.query("select holder from bridge where holder is not null"))
                    .as(life.endedAt())
                    .isEmpty();
            assertThat(Floor.query("select id from holder where kind = 'TRIAL' and ended_at is null"))
                    .as(life.endedAt())
                    .isEmpty();
        }
        assertThat(steps).isGreaterThan(20);
        assertThat(Floor.engine().volumes().list()).doesNotContain(TRIAL);
    }
}
