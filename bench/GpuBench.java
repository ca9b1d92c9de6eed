import dev.slipway.runtime.allocation.Allocator;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.allocation.Offer;
import dev.slipway.runtime.allocation.Placement;
import dev.slipway.runtime.allocation.Sharing;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.Link;
import dev.slipway.runtime.gpu.Topology;
import dev.slipway.runtime.nvml.NvmlInventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Measures what looking at GPUs and placing a request cost: {@code ./slipway bench gpu}. The simulated library stands in for
 * NVIDIA's, so that the time is Slipway's own; on a machine with GPUs the driver's comes on top.
 */
public final class GpuBench {
    /** What a look asks at least of each GPU, beside what it asks once: functions of NVML that every driver has. */
    private static final int LEAST_CALLS = 15;

    private GpuBench() {}

    /**
     * Measures.
     *
     * @param arguments the simulated library; the scenario, one of eight GPUs, is in the environment
     */
    public static void main(String[] arguments) throws Exception {
        System.out.printf("%-10s %-44s %12s   %s%n", "what", "", "measured", "wanted");
        try (GpuInventory inventory =
                NvmlInventory.open(Optional.of(arguments[0]), Duration.ofSeconds(5), event -> {})) {
            if (inventory.look().host().gpus().size() != 8) {
                throw new IllegalStateException("the scenario has no eight GPUs: " + inventory.look().host());
            }
            snapshot(inventory);
            leak(inventory);
        }
        placement();
    }

    private static void snapshot(GpuInventory inventory) {
        LongSupplier look = () -> inventory.look().host().gpus().size();
        repeat(2_000, look);
        row("snapshot", "of 8 GPUs, ms, median of 1,000", milliseconds(repeat(1_000, look)), "<= 5");
    }

    /** Resident memory before and after more than a million calls of the library. */
    private static void leak(GpuInventory inventory) throws IOException {
        int looks = 1_000_000 / (8 * LEAST_CALLS) + 1;
        repeat(looks / 4, () -> inventory.look().host().gpus().size());
        System.gc();
        double before = residentMebibytes();
        repeat(looks, () -> inventory.look().host().gpus().size());
        System.gc();
        row("leak", "growth after a million calls, MiB resident", residentMebibytes() - before, "none");
    }

    /** 1,250 hosts of eight GPUs, nine in ten leased, and requests of every kind that is satisfied. */
    private static void placement() {
        List<Offer> offers = fleet();
        Allocator allocator = new Allocator();
        row("placement", "1 GPU among 10,000, ms, median of 1,000", place(allocator, offers, GpuRequest.exclusive(1)), "<= 1");
        row("placement", "2 GPUs together, ms, median of 1,000", place(allocator, offers, GpuRequest.exclusive(2)), "<= 1");
        GpuRequest model = new GpuRequest(1, Optional.of("H100"), Optional.of(Bytes.ofGibi(40)), new Sharing.Exclusive());
        row("placement", "1 H100 of 40 GiB or more, ms, median of 1,000", place(allocator, offers, model), "<= 1");
        GpuRequest share = new GpuRequest(1, Optional.empty(), Optional.empty(), new Sharing.Shared(Bytes.ofGibi(8)));
        row("placement", "a share of 8 GiB, ms, median of 1,000", place(allocator, offers, share), "<= 1");
        GpuRequest many = GpuRequest.exclusive(8);
        row("placement", "8 GPUs, which nobody has free, ms", placed(allocator, offers, many, false), "");
    }

    private static double place(Allocator allocator, List<Offer> offers, GpuRequest request) {
        return placed(allocator, offers, request, true);
    }

    private static double placed(Allocator allocator, List<Offer> offers, GpuRequest request, boolean expected) {
        LongSupplier decide = () -> {
            boolean placed = allocator.place(offers, request) instanceof Placement.Placed;
            if (placed != expected) {
                throw new IllegalStateException("placed: " + placed);
            }
            return 1;
        };
        repeat(2_000, decide);
        return milliseconds(repeat(1_000, decide));
    }

    private static List<Offer> fleet() {
        Random random = new Random(20261125);
        List<Offer> offers = new ArrayList<>();
        for (int host = 0; host < 1_250; host++) {
            List<Offer.Card> cards = new ArrayList<>();
            for (int index = 0; index < 8; index++) {
                Gpu gpu = gpu(host, index);
                boolean leased = random.nextInt(10) != 0;
                cards.add(new Offer.Card(
                        gpu, Offer.Availability.AVAILABLE, leased ? List.of(new Grant.Whole(gpu.uuid())) : List.of()));
            }
            offers.add(new Offer("host-" + host, cards, switched(cards)));
        }
        return offers;
    }

    /** Hosts of four generations. */
    private static Gpu gpu(int host, int index) {
        String[] models = {"NVIDIA H100 80GB HBM3", "NVIDIA A100-SXM4-40GB", "NVIDIA L4", "Tesla T4"};
        long[] gibibytes = {80, 40, 23, 15};
        int model = host % models.length;
        return new Gpu(
                new GpuUuid("GPU-51a9ca7e-0000-4000-8000-%06x%06x".formatted(host, index)),
                index,
                OptionalInt.of(index),
                models[model],
                Brand.NVIDIA,
                new ComputeCapability(8, 0),
                Bytes.ofGibi(gibibytes[model]),
                "00000000:%02X:00.0".formatted(16 + index),
                OptionalInt.of(index / 4),
                false,
                List.of());
    }

    /** Four and four behind a switch each, as most servers of eight. */
    private static Topology switched(List<Offer.Card> cards) {
        Map<Topology.Pair, Link> links = new HashMap<>();
        for (int i = 0; i < cards.size(); i++) {
            for (int j = i + 1; j < cards.size(); j++) {
                links.put(
                        new Topology.Pair(cards.get(i).gpu().uuid(), cards.get(j).gpu().uuid()),
                        i / 4 == j / 4 ? Link.NVLINK : Link.SYSTEM);
            }
        }
        return new Topology(links);
    }

    /** Nanoseconds of each. */
    private static long[] repeat(int times, LongSupplier work) {
        long[] taken = new long[times];
        long sum = 0;
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            sum += work.getAsLong();
            taken[i] = System.nanoTime() - began;
        }
        if (sum == 0) {
            throw new IllegalStateException("nothing was done");
        }
        return taken;
    }

    private static double milliseconds(long[] nanoseconds) {
        long[] sorted = nanoseconds.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2] / 1e6;
    }

    private static double residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / 1024.0;
    }

    private static void row(String what, String detail, double value, String wanted) {
        System.out.printf(Locale.ROOT, "%-10s %-44s %12.3f   %s%n", what, detail, value, wanted);
    }
}
