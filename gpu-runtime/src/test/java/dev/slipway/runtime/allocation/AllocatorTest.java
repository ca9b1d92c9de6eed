package dev.slipway.runtime.allocation;

import static dev.slipway.runtime.allocation.Hosts.gpu;
import static dev.slipway.runtime.allocation.Hosts.mig;
import static dev.slipway.runtime.allocation.Hosts.offer;
import static dev.slipway.runtime.allocation.Hosts.uuid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.Link;
import dev.slipway.runtime.gpu.Topology;
import dev.slipway.runtime.quantity.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllocatorTest {
    private static final int SEEDS = 3000;

    private final Allocator allocator = new Allocator();

    @Test
    void takesTheSmallestGpuThatWillDo() {
        Offer offer = offer(gpu(0, 0, 3), gpu(0, 1, 0), gpu(0, 2, 2));
        assertThat(place(offer, GpuRequest.exclusive(1))).containsExactly(uuid(0, 1));
        assertThat(place(offer, request(1, null, 24, new Sharing.Exclusive()))).containsExactly(uuid(0, 2));
        assertThat(place(offer, request(1, "h100", 0, new Sharing.Exclusive()))).containsExactly(uuid(0, 0));
    }

    @Test
    void takesGpusThatAreCloseToEachOther() {
        Topology topology = new Topology(Map.of(
                new Topology.Pair(uuid(0, 0), uuid(0, 1)), Link.SYSTEM,
                new Topology.Pair(uuid(0, 0), uuid(0, 2)), Link.NUMA_NODE,
                new Topology.Pair(uuid(0, 1), uuid(0, 2)), Link.NVLINK));
        Offer offer = offer(topology, gpu(0, 0, 3), gpu(0, 1, 3), gpu(0, 2, 3));
        assertThat(place(offer, GpuRequest.exclusive(2))).containsExactly(uuid(0, 1), uuid(0, 2));
    }

    @Test
    void saysWhoUsesAGpuFromOutside() {
        Offer used = usedBy(List.of("python3 of carol", "vllm in container 0123456789ab"));
        assertThat(allocator.place(List.of(used), GpuRequest.exclusive(1)))
                .isInstanceOfSatisfying(
                        Placement.Waiting.class,
                        waiting -> assertThat(waiting.message())
                                .endsWith(
                                        "1 used outside Slipway by python3 of carol and vllm in container 0123456789ab"));
        Offer crowded = usedBy(List.of("a of x", "b of x", "c of x"));
        assertThat(allocator.place(List.of(crowded), GpuRequest.exclusive(1)))
                .isInstanceOfSatisfying(
                        Placement.Waiting.class,
                        waiting -> assertThat(waiting.message())
                                .endsWith("1 used outside Slipway by a of x and b of x and others"));
    }

    private static Offer usedBy(List<String> outsiders) {
        return new Offer(
                "host",
                List.of(new Offer.Card(gpu(0, 0, 0), Offer.Availability.USED_FROM_OUTSIDE, List.of(), outsiders)),
                Topology.UNKNOWN);
    }

    @Test
    void fillsAHostBeforeItOpensAnother() {
        Offer fuller = new Offer(
                "fuller",
                List.of(
                        new Offer.Card(gpu(1, 0, 2), Offer.Availability.AVAILABLE, List.of()),
                        new Offer.Card(
                                gpu(1, 1, 2), Offer.Availability.AVAILABLE, List.of(new Grant.Whole(uuid(1, 1))))),
                Topology.UNKNOWN);
        Offer empty = new Offer("empty", offer(gpu(0, 0, 2), gpu(0, 1, 2)).gpus(), Topology.UNKNOWN);
        assertThat(allocator.place(List.of(empty, fuller), GpuRequest.exclusive(1)))
                .isEqualTo(new Placement.Placed("fuller", List.of(new Grant.Whole(uuid(1, 0)))));
    }

    @Test
    void putsSharesTogetherAndNeverOverTheMemory() {
        Offer offer = new Offer(
                "here",
                List.of(
                        new Offer.Card(gpu(0, 0, 0), Offer.Availability.AVAILABLE, List.of()),
                        new Offer.Card(
                                gpu(0, 1, 0),
                                Offer.Availability.AVAILABLE,
                                List.of(new Grant.Share(uuid(0, 1), Bytes.ofGibi(8))))),
                Topology.UNKNOWN);
        assertThat(place(offer, request(1, null, 0, new Sharing.Shared(Bytes.ofGibi(7)))))
                .containsExactly(uuid(0, 1));
        assertThat(place(offer, request(1, null, 0, new Sharing.Shared(Bytes.ofGibi(8)))))
                .containsExactly(uuid(0, 0));
        assertThat(allocator.place(List.of(offer), request(1, null, 0, new Sharing.Shared(Bytes.ofGibi(16)))))
                .isInstanceOf(Placement.Impossible.class);
    }

    @Test
    void handsOutMigInstancesOfTheProfileAlone() {
        Offer offer = offer(gpu(0, 0, 2, List.of(mig(0, 0, 0, "1g.5gb"), mig(0, 0, 1, "2g.10gb"))), gpu(0, 1, 2));
        assertThat(allocator.place(List.of(offer), request(1, null, 0, new Sharing.Mig("2g.10gb"))))
                .isEqualTo(new Placement.Placed(
                        "here",
                        List.of(new Grant.Instance(
                                uuid(0, 0), mig(0, 0, 1, "2g.10gb").uuid()))));
        assertThat(allocator.place(List.of(offer), request(1, null, 0, new Sharing.Mig("7g.40gb"))))
                .isInstanceOfSatisfying(
                        Placement.Impossible.class,
                        impossible -> assertThat(impossible.message()).contains("7g.40gb", "1g.5gb 2g.10gb"));
    }

    @Test
    void saysWhatItWaitsForAndWhatCanNeverBe() {
        Offer offer = new Offer(
                "here",
                List.of(
                        new Offer.Card(
                                gpu(0, 0, 3), Offer.Availability.AVAILABLE, List.of(new Grant.Whole(uuid(0, 0)))),
                        new Offer.Card(gpu(0, 1, 3), Offer.Availability.UNHEALTHY, List.of())),
                Topology.UNKNOWN);
        assertThat(allocator.place(List.of(offer), GpuRequest.exclusive(1)))
                .isInstanceOfSatisfying(
                        Placement.Waiting.class,
                        waiting -> assertThat(waiting.message())
                                .isEqualTo("Waits for 1 GPU; of those that would do, 1 leased, 1 not healthy"));
        assertThat(allocator.place(List.of(offer), request(1, "A100", 0, new Sharing.Exclusive())))
                .isEqualTo(new Placement.Impossible(
                        "No host here has 1 A100 GPU; here is 2 × NVIDIA H100 80GB HBM3 (80Gi)"));
        assertThat(allocator.place(List.of(offer), GpuRequest.exclusive(1_000_000_000)))
                .isInstanceOf(Placement.Impossible.class);
        assertThat(allocator.place(List.of(), GpuRequest.exclusive(1)))
                .isEqualTo(new Placement.Impossible("No host here has 1 GPU; here is no GPU at all"));
    }

    static IntStream seeds() {
        return IntStream.range(0, 30);
    }

    /** Laws, on a hundred random hosts and requests each. */
    @ParameterizedTest
    @MethodSource("seeds")
    void keepsItsLaws(int block) {
        for (int seed = block * SEEDS / 30; seed < (block + 1) * SEEDS / 30; seed++) {
            Random random = new Random(seed);
            Offer offer = Hosts.random(random, 0);
            GpuRequest request = randomRequest(random);
            Placement placement = allocator.place(List.of(offer), request);
            assertThat(allocator.place(List.of(offer), request))
                    .as("seed %d: the same again", seed)
                    .isEqualTo(placement);
            Optional<long[]> best = ExhaustiveSearch.best(offer, request);
            if (placement instanceof Placement.Placed placed) {
                assertThat(placed.grants()).as("seed %d", seed).hasSize(request.count());
                assertLawful(seed, offer, placed.grants());
                assertThat(ExhaustiveSearch.score(offer, request, placed.grants()))
                        .as("seed %d: no worse than the best of all", seed)
                        .isEqualTo(best.orElseThrow());
            } else {
                assertThat(best).as("seed %d: %s", seed, placement).isEmpty();
            }
        }
    }

    private static void assertLawful(int seed, Offer offer, List<Grant> granted) {
        Set<Object> taken = new HashSet<>();
        for (Grant grant : granted) {
            Offer.Card card = offer.gpus().stream()
                    .filter(c -> c.gpu().uuid().equals(grant.gpu()))
                    .findFirst()
                    .orElseThrow();
            assertThat(card.availability()).as("seed %d", seed).isEqualTo(Offer.Availability.AVAILABLE);
            switch (grant) {
                case Grant.Whole whole -> {
                    assertThat(card.grants()).as("seed %d", seed).isEmpty();
                    assertThat(card.gpu().migEnabled()).as("seed %d", seed).isFalse();
                    assertThat(taken.add(whole.gpu()))
                            .as("seed %d: twice", seed)
                            .isTrue();
                }
                case Grant.Instance instance -> {
                    assertThat(card.grants()).as("seed %d", seed).doesNotContain(instance);
                    assertThat(taken.add(instance.mig()))
                            .as("seed %d: twice", seed)
                            .isTrue();
                }
                case Grant.Share share -> {
                    long held = card.grants().stream()
                            .mapToLong(g -> ((Grant.Share) g).memory().value())
                            .sum();
                    assertThat(held + share.memory().value())
                            .as("seed %d: over the memory", seed)
                            .isLessThanOrEqualTo(card.gpu().memory().value());
                    assertThat(taken.add(share.gpu()))
                            .as("seed %d: twice", seed)
                            .isTrue();
                }
            }
        }
    }

    private static GpuRequest randomRequest(Random random) {
        Sharing sharing = switch (random.nextInt(3)) {
            case 0 -> new Sharing.Exclusive();
            case 1 -> new Sharing.Mig(new String[] {"1g.5gb", "2g.10gb", "3g.20gb"}[random.nextInt(3)]);
            default -> new Sharing.Shared(Bytes.ofGibi(1 + random.nextInt(16)));
        };
        return request(
                1 + random.nextInt(4),
                random.nextInt(3) == 0 ? new String[] {"T4", "L4", "A100", "H100"}[random.nextInt(4)] : null,
                random.nextInt(3) == 0 ? random.nextInt(80) : 0,
                sharing);
    }

    private List<GpuUuid> place(Offer offer, GpuRequest request) {
        return ((Placement.Placed) allocator.place(List.of(offer), request))
                .grants().stream().map(Grant::gpu).toList();
    }

    private static GpuRequest request(int count, @Nullable String model, long gibibytes, Sharing sharing) {
        return new GpuRequest(
                count,
                Optional.ofNullable(model),
                gibibytes == 0 ? Optional.empty() : Optional.of(Bytes.ofGibi(gibibytes)),
                sharing);
    }
}
