package dev.slipway.runtime.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.jna.NativeLibrary;
import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuEvent;
import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuProcess;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.Link;
import dev.slipway.runtime.gpu.MigInstance;
import dev.slipway.runtime.quantity.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The binding on the simulated library, in every scenario that comes with it. */
class NvmlInventoryIT {
    private static final String LIBRARY = Path.of("../gpu-runtime/target/simulated-nvml/libnvidia-ml.so.1")
            .toAbsolutePath()
            .toString();
    private static final Path SCENARIOS = Path.of("../gpu-runtime/src/main/c/scenarios");
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final List<GpuEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final List<GpuInventory> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(GpuInventory::close);
    }

    @Test
    void seesEightGpusJoinedByNvlink() {
        GpuHost host = look("8xh100");
        assertThat(host.driver()).contains(DriverVersion.parse("550.90.07"));
        assertThat(host.cuda()).contains(CudaVersion.parse("12.4"));
        assertThat(host.simulated()).isTrue();
        assertThat(host.gpus()).hasSize(8).allMatch(GpuState::isHealthy);
        Gpu first = host.gpus().getFirst().gpu();
        assertThat(first.model()).isEqualTo("NVIDIA H100 80GB HBM3");
        assertThat(first.brand()).isEqualTo(Brand.NVIDIA);
        assertThat(first.capability()).isEqualTo(new ComputeCapability(9, 0));
        assertThat(first.memory()).isEqualTo(Bytes.ofMebi(81559));
        assertThat(first.minor()).isEqualTo(OptionalInt.of(0));
        assertThat(first.pciAddress()).isEqualTo("00000000:10:00.0");
        assertThat(host.gpus().get(5).gpu().numaNode()).isEqualTo(OptionalInt.of(1));
        assertThat(host.topology()
                        .between(first.uuid(), host.gpus().get(7).gpu().uuid()))
                .isEqualTo(Link.NVLINK);
        assertThat(host.gpus()).extracting(state -> state.gpu().uuid()).doesNotHaveDuplicates();
    }

    @Test
    void seesInstancesOfCutGpus() {
        GpuHost host = look("4xa100-mig");
        assertThat(host.gpus()).extracting(state -> state.gpu().migEnabled()).containsExactly(false, false, true, true);
        assertThat(host.gpus().get(2).gpu().migInstances())
                .extracting(MigInstance::profile)
                .containsExactly("1g.5gb", "1g.5gb", "2g.10gb", "3g.20gb");
        assertThat(host.gpus().get(3).gpu().migInstances())
                .extracting(MigInstance::profile)
                .containsExactly("7g.40gb");
        assertThat(host.gpus().get(2).use().utilization()).as("of a cut GPU").isEmpty();
    }

    /** Graphics and media engines are no slices; the driver tells of them in the instance's name. */
    @Test
    void seesWhatAnInstanceHasBesideItsSlices(@TempDir Path folder) throws IOException {
        String profiles = "1g.24gb+gfx 1g.24gb-me 1g.24gb+me.all 1g.24gb 1c.2g.48gb+me";
        Path file = Files.writeString(folder.resolve("graphics.scenario"), """
                driver = 580.95.05
                cuda = 13.0
                [gpu]
                model = NVIDIA RTX PRO 6000 Blackwell Server Edition
                brand = nvidia
                capability = 12.0
                memory = 97887
                mig = %s
                """.formatted(profiles));
        assertThat(openFile(file, DEADLINE)
                        .look()
                        .host()
                        .gpus()
                        .getFirst()
                        .gpu()
                        .migInstances())
                .extracting(MigInstance::profile)
                .containsExactly(profiles.split(" ", -1));
    }

    @Test
    void tellsNothingOfWhatACardDoesNotSupport() {
        GpuState state = look("2xrtx4090").gpus().getFirst();
        assertThat(state.errors().uncorrectedEcc()).isEmpty();
        assertThat(state.errors().remappedRows()).isEmpty();
        assertThat(state.use().temperature()).isEqualTo(OptionalInt.of(44));
        assertThat(state.use().powerMilliwatts()).isEqualTo(OptionalLong.of(25_000));
        assertThat(look("4xa100-mig").gpus().getFirst().use().temperature()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "t4-driver-450, 1, 450.80.02, 11.0",
        "mixed, 5, 550.54.15, 12.4",
        "b200-driver-570, 8, 570.26, 12.8",
        "driver-only, 0, 580.65.06, 13.0"
    })
    void readsEveryHost(String scenario, int gpus, String driver, String cuda) {
        GpuHost host = look(scenario);
        assertThat(host.gpus()).hasSize(gpus);
        assertThat(host.driver()).contains(DriverVersion.parse(driver));
        assertThat(host.cuda()).contains(CudaVersion.parse(cuda));
    }

    @Test
    void seesEveryProcessHoweverManyThereAre(@TempDir Path folder) throws IOException {
        Path processes = folder.resolve("processes");
        Path scenario = Files.writeString(folder.resolve("many.scenario"), """
                driver = 550.54.15
                cuda = 12.4
                processes = %s
                [gpu]
                count = 2
                model = NVIDIA A30
                memory = 24576
                """.formatted(processes));
        GpuInventory inventory = openFile(scenario, DEADLINE);
        assertThat(inventory.look().host().gpus().getFirst().use().processes()).contains(List.of());
        StringBuilder lines = new StringBuilder("1 7 100\n");
        for (int pid = 1000; pid < 1600; pid++) {
            lines.append("0 ").append(pid).append(" 2\n");
        }
        Files.writeString(processes, lines);
        GpuHost host = inventory.look().host();
        assertThat(host.gpus().getFirst().use().processes().orElseThrow())
                .hasSize(600)
                .allMatch(process -> process.memory().equals(Optional.of(Bytes.ofMebi(2))));
        assertThat(host.gpus().getFirst().use().memoryUsed()).contains(Bytes.ofMebi(1200));
        assertThat(host.gpus().get(1).use().processes())
                .contains(List.of(new GpuProcess(7, Optional.of(Bytes.ofMebi(100)))));
    }

    @Test
    void seesWhoUsesAGpuAndHowMuchChanges() {
        GpuInventory inventory = open("busy");
        assertThat(inventory.look().host().gpus().getFirst().use().utilization())
                .isEqualTo(OptionalInt.of(5));
        await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> {
            GpuState state = inventory.look().host().gpus().getFirst();
            assertThat(state.use().utilization()).isEqualTo(OptionalInt.of(97));
            assertThat(state.use().memoryUsed()).contains(Bytes.ofMebi(31000));
            assertThat(state.use().processes())
                    .contains(List.of(
                            new GpuProcess(31337, Optional.of(Bytes.ofMebi(30000))),
                            new GpuProcess(31338, Optional.of(Bytes.ofMebi(1000)))));
        });
        await().atMost(Duration.ofSeconds(4))
                .untilAsserted(() -> assertThat(
                                inventory.look().host().gpus().getFirst().use().processes())
                        .contains(List.of()));
    }

    @Test
    void callsAGpuThatFellOffTheBusUnhealthyUntilItIsBack() {
        GpuInventory inventory = open("falls-off-the-bus");
        Gpu falling = inventory.look().host().gpus().get(1).gpu();
        await().atMost(Duration.ofSeconds(4)).untilAsserted(() -> {
            assertThat(events).contains(new GpuEvent.Xid(falling.uuid(), 79));
            GpuState state = inventory.look().host().gpu(falling.uuid()).orElseThrow();
            assertThat(state.health())
                    .isEqualTo(new GpuHealth.Unhealthy("xid-79", "It has fallen off the bus (Xid 79)"));
            assertThat(state.use().memoryUsed()).as("of a lost GPU").isEmpty();
        });
        assertThat(inventory.look().host().gpus().getFirst().isHealthy()).isTrue();
        await().atMost(Duration.ofSeconds(6))
                .until(() -> inventory
                        .look()
                        .host()
                        .gpu(falling.uuid())
                        .orElseThrow()
                        .isHealthy());
    }

    @Test
    void doubtsAGpuWhoseMemoryFails() {
        GpuInventory inventory = open("ecc-errors");
        assertThat(inventory.look().host().gpus()).allMatch(GpuState::isHealthy);
        await().atMost(Duration.ofSeconds(4)).untilAsserted(() -> {
            List<GpuState> gpus = inventory.look().host().gpus();
            assertThat(gpus.get(0).errors().uncorrectedEcc()).isEqualTo(OptionalLong.of(2));
            assertThat(gpus.get(0).health()).isInstanceOf(GpuHealth.Unhealthy.class);
            assertThat(gpus.get(1).errors().remappedRows()).isEqualTo(OptionalLong.of(8));
            assertThat(gpus.get(1).health())
                    .isInstanceOfSatisfying(
                            GpuHealth.Unhealthy.class,
                            ill -> assertThat(ill.code()).isEqualTo("row-remapping-failed"));
        });
    }

    @Test
    void saysHowOldItsNewsIsWhileTheDriverHangs() throws Exception {
        GpuInventory inventory = open("hangs", Duration.ofMillis(300));
        assertThat(inventory.look().isStale()).isFalse();
        await().atMost(Duration.ofSeconds(4)).until(() -> inventory.look().isStale());
        long began = System.nanoTime();
        GpuInventory.Snapshot stale = inventory.look();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(stale.host().gpus()).as("what was seen last").hasSize(1);
        await().atMost(Duration.ofSeconds(8)).until(() -> !inventory.look().isStale());
    }

    @Test
    void isAHostWithoutGpusWhereThereIsNoLibrary() {
        GpuInventory none = NvmlInventory.open(Optional.of("libno-such-nvml.so.1"), DEADLINE, events::add);
        assertThat(none.look().host()).isEqualTo(GpuHost.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "driver = 550.54.15 | driver and cuda are missing",
                "driver = new | line 1: driver is written as 550.54.15, not 'new'",
                "[cpu] | line 1: a section is [gpu] or [at SECONDS], not '[cpu]'",
                "[gpu]\\ncores = 4 | line 2: there is no 'cores' here",
                "[gpu]\\ncount = 0 | line 2: count is a number from 1 to 64, not '0'",
                "[gpu]\\nmodel = X\\nmemory = 1\\nmig = big | line 4: a MIG profile is written as 1g.10gb, not 'big'",
                "[gpu]\\nmodel = X\\nmemory = 1\\nmig = 1g.5gb+ | line 4: a MIG profile is written as 1g.10gb, not '1g.5gb+'",
                "driver = 1.1\\ncuda = 1.1\\n[at 1]\\ngpu = 3\\nxid = 79 | a change is about GPU 3; there are 0",
                "hello | line 1: neither 'key = value' nor a section: 'hello'"
            })
    void namesTheLineOfAScenariosError(String text, String problem, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.scenario"), text.replace("\\n", "\n"));
        assertThatThrownBy(() -> openFile(file, DEADLINE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    private GpuHost look(String scenario) {
        return open(scenario).look().host();
    }

    private GpuInventory open(String scenario) {
        return open(scenario, DEADLINE);
    }

    private GpuInventory open(String scenario, Duration deadline) {
        return openFile(SCENARIOS.resolve(scenario + ".scenario"), deadline);
    }

    /** Whoever listens is told of the second event though the first one broke them. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
    void goesOnTellingWhenWhoListensFails(Class<? extends Throwable> fault, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("two.scenario"), """
                driver = 550.54.15
                cuda = 12.4
                [gpu]
                model = NVIDIA A30
                brand = nvidia
                capability = 8.0
                memory = 24576
                [at 1]
                gpu = 0
                xid = 48
                [at 2]
                gpu = 0
                xid = 79
                """);
        GpuUuid only = openFile(file, DEADLINE, event -> {
                    if (event instanceof GpuEvent.Xid xid && xid.number() == 48) {
                        throwIt(fault);
                    }
                    events.add(event);
                })
                .look()
                .host()
                .gpus()
                .getFirst()
                .gpu()
                .uuid();
        await().atMost(Duration.ofSeconds(6))
                .untilAsserted(() -> assertThat(events).containsExactly(new GpuEvent.Xid(only, 79)));
    }

    private static void throwIt(Class<? extends Throwable> fault) {
        if (fault == StackOverflowError.class) {
            throw new StackOverflowError();
        }
        throw new IllegalStateException("who listens has a defect");
    }

    private GpuInventory openFile(Path file, Duration deadline) {
        return openFile(file, deadline, events::add);
    }

    /** The library holds one scenario at a time. */
    private GpuInventory openFile(Path file, Duration deadline, Consumer<GpuEvent> listener) {
        opened.forEach(GpuInventory::close);
        opened.clear();
        NativeLibrary.getInstance(LIBRARY)
                .getFunction("slipway_simulate")
                .invokeVoid(new Object[] {file.toAbsolutePath().toString()});
        GpuInventory inventory = NvmlInventory.open(Optional.of(LIBRARY), deadline, listener);
        opened.add(inventory);
        return inventory;
    }
}
