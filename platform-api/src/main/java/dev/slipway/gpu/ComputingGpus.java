package dev.slipway.gpu;

import dev.slipway.activity.Sign;
import dev.slipway.host.HostGpus;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuProcess;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.host.ControlGroup;
import dev.slipway.runtime.host.ProcessTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out which holders compute on GPUs that they lease. */
@ApplicationScoped
public class ComputingGpus {
    /** Per cent of a GPU's time; below it is what a driver and a display do by themselves. */
    private static final int LEAST_UTILIZATION = 5;

    private final HostGpus gpus;
    private final Leases leases;
    private final Clock clock;

    ComputingGpus(HostGpus gpus, Leases leases, Clock clock) {
        this.gpus = gpus;
        this.leases = leases;
        this.clock = clock;
    }

    /** Looks at all GPUs and leases. */
    public Look look() {
        GpuInventory.Snapshot now = gpus.look();
        Map<String, List<Leases.Lease>> byHolder =
                leases.all().stream().collect(Collectors.groupingBy(Leases.Lease::holder));
        return new Look(now, byHolder, clock.instant());
    }

    /** What the GPUs did at one moment. */
    public static final class Look {
        private final GpuInventory.Snapshot gpus;
        private final Map<String, List<Leases.Lease>> leases;
        private final Instant at;

        Look(GpuInventory.Snapshot gpus, Map<String, List<Leases.Lease>> leases, Instant at) {
            this.gpus = gpus;
            this.leases = leases;
            this.at = at;
        }

        /**
         * Whether a holder computes on one of its GPUs.
         *
         * @param container the engine's id of its container, by which the driver's processes are known; empty: not known
         */
        public Sign of(String holder, Optional<String> container) {
            List<Leases.Lease> held = leases.getOrDefault(holder, List.of());
            if (held.isEmpty()) {
                return new Sign.Quiet("It has no GPU");
            }
            if (gpus.isStale()) {
                return new Sign.Unknown("The GPUs' driver does not answer");
            }
            List<Sign> signs = held.stream()
                    .map(lease -> gpus.host()
                            .gpu(lease.grant().gpu())
                            .map(state -> of(state, container))
                            .orElse(new Sign.Unknown("One of its GPUs is gone")))
                    .toList();
            return first(signs, Sign.Seen.class)
                    .or(() -> first(signs, Sign.Unknown.class))
                    .orElse(signs.getFirst());
        }

        private static Optional<Sign> first(List<Sign> signs, Class<? extends Sign> kind) {
            return signs.stream().filter(kind::isInstance).findFirst();
        }

        /** The driver reports the use of a GPU as a whole. Its list of processes, if it has one, shows whose use it is. */
        private Sign of(GpuState state, Optional<String> container) {
            String gpu = "GPU " + state.gpu().index();
            Presence presence = Presence.of(state, container);
            if (state.use().utilization().isEmpty()) {
                // The driver reports no utilization of a GPU in MIG mode. A holder without a program on it computes
                // nothing there.
                return presence == Presence.NONE || presence == Presence.OTHERS
                        ? new Sign.Quiet("No program of it is on " + gpu)
                        : new Sign.Unknown(gpu + " does not tell whether it computes");
            }
            int utilization = state.use().utilization().getAsInt();
            String words = gpu + " computes " + utilization + " % of the time";
            if (utilization < LEAST_UTILIZATION) {
                return new Sign.Quiet(words);
            }
            return presence == Presence.OTHERS ? new Sign.Quiet(words + ", for others") : new Sign.Seen(at, words);
        }
    }

    /** To whom the programs on a GPU belong. */
    private enum Presence {
        /** Some are the container's, or may be. */
        OWN,
        /** There are some, and none of them is the container's. */
        OTHERS,
        /** There is no program on it. */
        NONE,
        UNKNOWN;

        static Presence of(GpuState state, Optional<String> container) {
            if (state.use().processes().isEmpty()) {
                return UNKNOWN;
            }
            List<GpuProcess> processes = state.use().processes().get();
            if (processes.isEmpty()) {
                return NONE;
            }
            boolean isOwn = container.isEmpty()
                    || processes.stream().anyMatch(process -> mayBeOf(process.pid(), container.get()));
            return isOwn ? OWN : OTHERS;
        }

        /** A process that cannot be seen from here may be anyone's. */
        private static boolean mayBeOf(long pid, String container) {
            return ControlGroup.containerOf(pid)
                    .map(container::equals)
                    .orElse(ProcessTime.of(pid).isEmpty());
        }
    }
}
