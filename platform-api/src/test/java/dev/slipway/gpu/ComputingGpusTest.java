package dev.slipway.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.activity.Sign;
import dev.slipway.identity.Party;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.DriverVersion;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuErrors;
import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuProcess;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUse;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.Topology;
import dev.slipway.runtime.quantity.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComputingGpusTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final GpuUuid GPU = new GpuUuid("GPU-51a9ca7e-0000-4000-8000-000000000000");
    private static final Optional<String> CONTAINER = Optional.of("0123456789abcdef".repeat(4));

    /** In no container of this name, and on this host. */
    private static final long ANOTHERS = ProcessHandle.current().pid();

    /** Of no process. */
    private static final long UNSEEN = Integer.MAX_VALUE;

    @Test
    void isSeenComputingByTheUseOfTheGpu() {
        assertThat(sign(62, List.of())).isEqualTo(new Sign.Seen(NOW, "GPU 0 computes 62 % of the time"));
        assertThat(sign(62, null)).isInstanceOf(Sign.Seen.class);
        assertThat(sign(4, List.of())).isInstanceOf(Sign.Quiet.class);
    }

    @Test
    void isQuietWhileOnlyOthersComputeOnIt() {
        assertThat(sign(62, List.of(ANOTHERS)))
                .isEqualTo(new Sign.Quiet("GPU 0 computes 62 % of the time, for others"));
    }

    @Test
    void mayComputeByAProcessThatCannotBeSeen() {
        assertThat(sign(62, List.of(ANOTHERS, UNSEEN))).isInstanceOf(Sign.Seen.class);
    }

    @Test
    void isUnknownOfAGpuThatTellsNoUseUnlessNoProgramOfItIsThere() {
        assertThat(sign(null, List.of())).isInstanceOf(Sign.Quiet.class);
        assertThat(sign(null, List.of(ANOTHERS))).isInstanceOf(Sign.Quiet.class);
        assertThat(sign(null, List.of(UNSEEN))).isInstanceOf(Sign.Unknown.class);
        assertThat(sign(null, null)).isInstanceOf(Sign.Unknown.class);
    }

    @Test
    void isUnknownWhereTheDriverDoesNotAnswerOrTheGpuIsGone() {
        GpuInventory.Snapshot stale = new GpuInventory.Snapshot(host(state(0, List.of())), Duration.ofSeconds(3));
        assertThat(look(stale).of("w1", CONTAINER)).isInstanceOf(Sign.Unknown.class);
        GpuInventory.Snapshot without = new GpuInventory.Snapshot(host(), Duration.ZERO);
        assertThat(look(without).of("w1", CONTAINER)).isInstanceOf(Sign.Unknown.class);
    }

    @Test
    void isQuietWhereItHasNone() {
        GpuInventory.Snapshot stale = new GpuInventory.Snapshot(host(), Duration.ofSeconds(3));
        assertThat(look(stale).of("w2", CONTAINER)).isEqualTo(new Sign.Quiet("It has no GPU"));
    }

    private static Sign sign(@Nullable Integer utilization, @Nullable List<Long> processes) {
        return look(new GpuInventory.Snapshot(host(state(utilization, processes)), Duration.ZERO))
                .of("w1", CONTAINER);
    }

    private static ComputingGpus.Look look(GpuInventory.Snapshot snapshot) {
        Leases.Lease lease =
                new Leases.Lease("w1", new Grant.Whole(GPU), NOW, new Party(Optional.of("owner"), "alice"));
        return new ComputingGpus.Look(snapshot, Map.of("w1", List.of(lease)), NOW);
    }

    private static GpuHost host(GpuState... gpus) {
        return new GpuHost(
                Optional.of(DriverVersion.parse("550.54.15")),
                Optional.empty(),
                true,
                List.of(gpus),
                Topology.UNKNOWN,
                Optional.empty());
    }

    private static GpuState state(@Nullable Integer utilization, @Nullable List<Long> processes) {
        Gpu gpu = new Gpu(
                GPU,
                0,
                OptionalInt.of(0),
                "NVIDIA A30",
                Brand.NVIDIA,
                new ComputeCapability(8, 0),
                Bytes.ofGibi(24),
                "0000:01:00.0",
                OptionalInt.empty(),
                false,
                List.of());
        GpuUse use = new GpuUse(
                utilization == null ? OptionalInt.empty() : OptionalInt.of(utilization),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                Optional.ofNullable(processes)
                        .map(pids -> pids.stream()
                                .map(pid -> new GpuProcess(pid, Optional.empty()))
                                .toList()));
        return new GpuState(gpu, use, GpuErrors.UNKNOWN, new GpuHealth.Healthy());
    }
}
