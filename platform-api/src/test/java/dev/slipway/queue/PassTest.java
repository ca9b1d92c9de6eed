package dev.slipway.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.capacity.Capacity;
import dev.slipway.holder.Holder;
import dev.slipway.runtime.allocation.Allocator;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.allocation.Offer;
import dev.slipway.runtime.allocation.Placement;
import dev.slipway.runtime.allocation.Sharing;
import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.Topology;
import dev.slipway.runtime.quantity.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PassTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Capacity HOST = new Capacity(32_000, 20L << 30);
    private static final Capacity SMALL = new Capacity(1_000, 1L << 30);

    private static Holder holder(int number) {
        return Holder.workspace("w" + number);
    }

    private static Waiter waits(int number, Duration forSoLong, Capacity capacity, GpuRequest... gpus) {
        return new Waiter(
                holder(number),
                NOW.minus(forSoLong),
                new Need(
                        capacity,
                        Stream.of(gpus).findFirst().map(request -> new Need.Gpus(request, Set.copyOf(uuids(8))))));
    }

    private static Waiter waits(int number, GpuRequest gpus) {
        return waits(number, Duration.ofMinutes(1), SMALL, gpus);
    }

    private static Waiter waitsLong(int number, GpuRequest gpus) {
        return waits(number, PATIENCE, SMALL, gpus);
    }

    private static GpuRequest gpus(int count) {
        return GpuRequest.exclusive(count);
    }

    private static GpuRequest share(int gibi) {
        return new GpuRequest(1, Optional.empty(), Optional.empty(), new Sharing.Shared(Bytes.ofGibi(gibi)));
    }

    private static List<GpuUuid> uuids(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new GpuUuid("GPU-00000000-0000-0000-0000-00000000000" + i))
                .toList();
    }

    /** One of 40 GiB. */
    private static Gpu gpu(int index) {
        return new Gpu(
                uuids(8).get(index),
                index,
                OptionalInt.of(index),
                "NVIDIA A100-SXM4-40GB",
                Brand.NVIDIA,
                new ComputeCapability(8, 0),
                Bytes.ofGibi(40),
                "00000000:%02X:00.0".formatted(16 + index),
                OptionalInt.of(0),
                false,
                List.of());
    }

    private static Offer.Card card(int index, Grant... grants) {
        return new Offer.Card(gpu(index), Offer.Availability.AVAILABLE, List.of(grants));
    }

    private static Grant whole(int index) {
        return new Grant.Whole(uuids(8).get(index));
    }

    private static Grant part(int index, int gibi) {
        return new Grant.Share(uuids(8).get(index), Bytes.ofGibi(gibi));
    }

    private static Supply supply(Capacity free, Offer.Card... cards) {
        return new Supply(HOST, free, Optional.of(new Offer("host", List.of(cards), Topology.UNKNOWN)));
    }

    private static Map<Holder, Outcome> pass(Supply supply, Waiter... waiters) {
        return Pass.over(List.of(waiters), supply, NOW, PATIENCE);
    }

    private static List<Integer> served(Map<Holder, Outcome> outcomes) {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Outcome.Served)
                .map(entry -> Integer.parseInt(entry.getKey().of().substring(1)))
                .toList();
    }

    private static Outcome.Waits waitsOf(Map<Holder, Outcome> outcomes, int number) {
        return (Outcome.Waits) Objects.requireNonNull(outcomes.get(holder(number)));
    }

    @Test
    void servesInTheOrderOfAdmission() {
        assertThat(served(
                        pass(supply(HOST, card(0), card(1)), waits(1, gpus(1)), waits(2, gpus(1)), waits(3, gpus(1)))))
                .containsExactly(1, 2);
    }

    @Test
    void letsASmallerOnePassOneThatDoesNotFitYet() {
        assertThat(served(pass(supply(HOST, card(0), card(1, whole(1))), waits(1, gpus(2)), waits(2, gpus(1)))))
                .containsExactly(2);
    }

    @Test
    void keepsWhatIsFreeForOneThatWaitsLong() {
        Map<Holder, Outcome> outcomes = pass(
                supply(HOST, card(0), card(1, whole(1))), waitsLong(1, gpus(2)), waits(2, gpus(1)), waits(3, share(4)));
        assertThat(served(outcomes)).isEmpty();
        assertThat(waitsOf(outcomes, 2).gpus())
                .containsInstanceOf(Placement.Waiting.class)
                .get()
                .extracting(placement -> ((Placement.Waiting) placement).message())
                .asString()
                .contains("1 kept for one that waits longer", "1 leased");
    }

    /** Of three that are free, one that asks for two keeps two. */
    @Test
    void keepsNoMoreThanIsNeeded() {
        Capacity noCpus = new Capacity(500, HOST.memoryBytes());
        assertThat(served(pass(
                        supply(noCpus, card(0), card(1), card(2)),
                        waits(1, PATIENCE, new Capacity(1_000, 8L << 30), gpus(2)),
                        waits(2, PATIENCE, new Capacity(0, 1L << 30), gpus(1)),
                        waits(3, PATIENCE, new Capacity(0, 1L << 30), gpus(1)))))
                .containsExactly(2);
    }

    @Test
    void keepsTheRestOfAGpuThatIsSharedForOneThatWantsItWhole() {
        Supply supply = supply(HOST, card(0, part(0, 10)));
        assertThat(served(pass(supply, waitsLong(1, gpus(1)), waits(2, share(4)))))
                .isEmpty();
        assertThat(served(pass(supply, waits(1, gpus(1)), waits(2, share(4))))).containsExactly(2);
    }

    @Test
    void leavesToOthersWhatAShareDoesNotNeed() {
        Supply supply = supply(HOST, card(0, part(0, 20)), card(1, part(1, 25)), card(2, whole(2)));
        assertThat(served(pass(supply, waitsLong(1, share(30)), waits(2, share(15)), waits(3, share(1)))))
                .as("the second GPU's 15 are left")
                .containsExactly(2);
    }

    @Test
    void oneThatWouldNotFitHoweverFreeKeepsNothing() {
        Offer.Card ill = new Offer.Card(gpu(1), Offer.Availability.UNHEALTHY, List.of());
        Map<Holder, Outcome> outcomes = pass(supply(HOST, card(0), ill), waitsLong(1, gpus(2)), waits(2, gpus(1)));
        assertThat(served(outcomes)).containsExactly(2);
        assertThat(waitsOf(outcomes, 1).isHopeless()).isTrue();
        Waiter tooLarge = waits(1, PATIENCE, new Capacity(1_000, 21L << 30));
        Map<Holder, Outcome> others = pass(supply(HOST), tooLarge, waits(2, PATIENCE, SMALL));
        assertThat(served(others)).containsExactly(2);
        assertThat(waitsOf(others, 1)).isEqualTo(new Outcome.Waits(Optional.empty(), false, true, false, true));
    }

    @Test
    void keepsMemoryAndProcessorsForTheHeadAlone() {
        Capacity free = new Capacity(4_000, 6L << 30);
        Waiter head = waits(1, PATIENCE, new Capacity(1_000, 8L << 30));
        Waiter next = waits(2, PATIENCE, new Capacity(8_000, 1L << 30));
        Map<Holder, Outcome> behind = pass(supply(free), head, waits(3, PATIENCE, new Capacity(1_000, 1L << 30)));
        assertThat(served(behind)).isEmpty();
        assertThat(waitsOf(behind, 1).isKept()).isFalse();
        assertThat(waitsOf(behind, 3).isKept()).isTrue();
        assertThat(served(pass(supply(free), next, waits(3, PATIENCE, new Capacity(1_000, 1L << 30)))))
                .as("its processors are kept")
                .isEmpty();
        Waiter fresh = waits(1, Duration.ofMinutes(9), new Capacity(1_000, 8L << 30));
        assertThat(served(pass(supply(free), fresh, next, waits(3, PATIENCE, new Capacity(1_000, 1L << 30)))))
                .as("the second keeps nothing, however long it waits")
                .containsExactly(3);
    }

    @Test
    void withoutADriverThatAnswersOthersGoOn() {
        Supply blind = new Supply(HOST, HOST, Optional.empty());
        Map<Holder, Outcome> outcomes = pass(blind, waitsLong(1, gpus(1)), waits(2, PATIENCE, SMALL));
        assertThat(served(outcomes)).containsExactly(2);
        assertThat(waitsOf(outcomes, 1).gpus()).contains(new Placement.Unseen());
    }

    /** Arrivals never end, and each GPU that is freed is asked for at once: the wide one comes to its GPUs all the same. */
    @Test
    void nobodyIsPassedForEver() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<List<Grant>> held = new ArrayList<>(
                    Stream.generate(() -> List.<Grant>of()).limit(4).toList());
            Waiter wide = new Waiter(
                    holder(0),
                    NOW,
                    new Need(SMALL, Optional.of(new Need.Gpus(gpus(1 + random.nextInt(4)), Set.copyOf(uuids(4))))));
            Instant now = NOW;
            boolean isServed = false;
            for (int round = 0; round < 400 && !isServed; round++) {
                Offer.Card[] cards = IntStream.range(0, 4)
                        .mapToObj(i -> card(i, held.get(i).toArray(Grant[]::new)))
                        .toArray(Offer.Card[]::new);
                List<Waiter> waiters = new ArrayList<>(List.of(wide));
                for (int i = 1; i <= 6; i++) {
                    waiters.add(waits(round * 10 + i, random.nextBoolean() ? gpus(1) : share(1 + random.nextInt(20))));
                }
                Map<Holder, Outcome> outcomes = Pass.over(waiters, supply(HOST, cards), now, PATIENCE);
                isServed = outcomes.get(holder(0)) instanceof Outcome.Served;
                for (Outcome outcome : outcomes.values()) {
                    if (outcome instanceof Outcome.Served(List<Grant> grants)) {
                        grants.forEach(grant -> {
                            int index = uuids(8).indexOf(grant.gpu());
                            held.set(
                                    index,
                                    Stream.concat(held.get(index).stream(), Stream.of(grant))
                                            .toList());
                        });
                    }
                }
                int ending = random.nextInt(4);
                held.set(ending, held.get(ending).stream().skip(1).toList());
                now = now.plus(Duration.ofMinutes(1));
            }
            assertThat(isServed).as("seed %d: %s", seed, wide).isTrue();
        }
    }

    /** Laws of any walk: nothing is given twice, nobody of two alike is passed by the other, and a second walk serves none. */
    @Test
    void keepsItsLaws() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            Offer.Card[] cards = IntStream.range(0, 4)
                    .mapToObj(i -> random.nextInt(3) == 0 ? card(i, whole(i)) : card(i))
                    .toArray(Offer.Card[]::new);
            Capacity free = new Capacity(random.nextInt(8_000), (long) random.nextInt(12) << 30);
            Waiter[] waiters = IntStream.range(0, 1 + random.nextInt(12))
                    .mapToObj(i -> {
                        Capacity asked = new Capacity(1_000L * (1 + random.nextInt(3)), (1L + random.nextInt(4)) << 30);
                        Duration waited = Duration.ofMinutes(12 - i);
                        return switch (random.nextInt(3)) {
                            case 0 -> waits(i, waited, asked);
                            case 1 -> waits(i, waited, asked, gpus(1 + random.nextInt(3)));
                            default -> waits(i, waited, asked, share(1 + random.nextInt(40)));
                        };
                    })
                    .toArray(Waiter[]::new);
            Map<Holder, Outcome> outcomes = pass(supply(free, cards), waiters);
            assertThat(outcomes.keySet())
                    .containsExactlyElementsOf(
                            Arrays.stream(waiters).map(Waiter::holder).toList());
            Set<Integer> served = Set.copyOf(served(outcomes));
            long cpus = 0;
            long memory = 0;
            List<Offer.Card> after = new ArrayList<>(List.of(cards));
            List<Waiter> left = new ArrayList<>();
            for (int i = 0; i < waiters.length; i++) {
                Need need = waiters[i].need();
                if (!served.contains(i)) {
                    left.add(waiters[i]);
                    continue;
                }
                assertThat(left).as("seed %d", seed).extracting(Waiter::need).doesNotContain(need);
                cpus += need.capacity().cpuMillis();
                memory += need.capacity().memoryBytes();
                for (Grant grant : ((Outcome.Served) Objects.requireNonNull(outcomes.get(holder(i)))).gpus()) {
                    Offer.Card card = after.stream()
                            .filter(one -> one.gpu().uuid().equals(grant.gpu()))
                            .findFirst()
                            .orElseThrow();
                    GpuRequest asked = need.gpus().orElseThrow().request();
                    assertThat(new Allocator()
                                    .place(
                                            List.of(new Offer("host", List.of(card), Topology.UNKNOWN)),
                                            new GpuRequest(1, asked.model(), asked.memoryMin(), asked.sharing())))
                            .as("seed %d: %s of %s", seed, grant, card)
                            .isInstanceOf(Placement.Placed.class);
                    after.set(after.indexOf(card), card.withGrant(grant));
                }
            }
            assertThat(free.covers(new Capacity(cpus, memory)))
                    .as("seed %d", seed)
                    .isTrue();
            Supply rest = supply(free.without(new Capacity(cpus, memory)), after.toArray(Offer.Card[]::new));
            assertThat(served(pass(rest, left.toArray(Waiter[]::new))))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    /** The same things in, the same decision out, and all times moved by as much move nothing. */
    @Test
    void isAPureFunction() {
        Waiter[] waiters = {waitsLong(1, gpus(2)), waits(2, gpus(1)), waits(3, share(3))};
        Supply supply = supply(HOST, card(0), card(1, whole(1)), card(2, part(2, 30)));
        Map<Holder, Outcome> outcomes = pass(supply, waiters);
        assertThat(pass(supply, waiters)).isEqualTo(outcomes);
        Duration hour = Duration.ofHours(1);
        List<Waiter> later = Arrays.stream(waiters)
                .map(waiter -> new Waiter(waiter.holder(), waiter.since().plus(hour), waiter.need()))
                .collect(Collectors.toList());
        assertThat(Pass.over(later, supply, NOW.plus(hour), PATIENCE)).isEqualTo(outcomes);
    }
}
