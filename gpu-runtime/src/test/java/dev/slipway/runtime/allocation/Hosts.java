package dev.slipway.runtime.allocation;

import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.Link;
import dev.slipway.runtime.gpu.MigInstance;
import dev.slipway.runtime.gpu.Topology;
import dev.slipway.runtime.quantity.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Hosts for tests of allocation. */
final class Hosts {
    static final String[] MODELS = {"Tesla T4", "NVIDIA L4", "NVIDIA A100-SXM4-40GB", "NVIDIA H100 80GB HBM3"};
    static final long[] MEMORY = {15, 23, 40, 80};

    private Hosts() {}

    static GpuUuid uuid(int host, int index) {
        return new GpuUuid("GPU-51a9ca7e-0000-4000-8000-%06x%06x".formatted(host, index));
    }

    static Gpu gpu(int host, int index, int model) {
        return gpu(host, index, model, List.of());
    }

    static Gpu gpu(int host, int index, int model, List<MigInstance> mig) {
        return new Gpu(
                uuid(host, index),
                index,
                OptionalInt.of(index),
                MODELS[model],
                Brand.NVIDIA,
                new ComputeCapability(8, 0),
                Bytes.ofGibi(MEMORY[model]),
                "00000000:%02X:00.0".formatted(16 + index),
                OptionalInt.of(0),
                !mig.isEmpty(),
                mig);
    }

    static MigInstance mig(int host, int index, int number, String profile) {
        long gibibytes = Long.parseLong(profile.replaceAll(".*g\\.(\\d+)gb", "$1"));
        return new MigInstance(
                new GpuUuid("MIG-51a9ca7e-%04x-4000-8000-%06x%06x".formatted(number + 1, host, index)),
                profile,
                number + 1,
                0,
                Bytes.ofGibi(gibibytes));
    }

    static Offer offer(Gpu... gpus) {
        return offer(Topology.UNKNOWN, gpus);
    }

    static Offer offer(Topology topology, Gpu... gpus) {
        return new Offer(
                "here",
                Arrays.stream(gpus)
                        .map(gpu -> new Offer.Card(gpu, Offer.Availability.AVAILABLE, List.of()))
                        .toList(),
                topology);
    }

    /** A host of one to eight GPUs of any kind, some of them leased, shared, cut, ill or held back. */
    static Offer random(Random random, int host) {
        List<Offer.Card> cards = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        int[] models = random.nextBoolean() ? new int[] {random.nextInt(4)} : new int[] {0, 1, 2, 3};
        for (int index = 0; index < count; index++) {
            int model = models[random.nextInt(models.length)];
            Gpu gpu = model >= 2 && random.nextInt(4) == 0
                    ? gpu(host, index, model, instances(random, host, index))
                    : gpu(host, index, model);
            Offer.Availability[] availabilities = Offer.Availability.values();
            cards.add(new Offer.Card(
                    gpu,
                    random.nextInt(5) == 0
                            ? availabilities[random.nextInt(availabilities.length)]
                            : Offer.Availability.AVAILABLE,
                    grants(random, gpu)));
        }
        return new Offer("host-" + host, cards, topology(random, cards));
    }

    private static List<MigInstance> instances(Random random, int host, int index) {
        String[] profiles = {"1g.5gb", "2g.10gb", "3g.20gb"};
        return IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(n -> mig(host, index, n, profiles[random.nextInt(3)]))
                .toList();
    }

    private static List<Grant> grants(Random random, Gpu gpu) {
        List<Grant> grants = new ArrayList<>();
        if (gpu.migEnabled()) {
            for (MigInstance instance : gpu.migInstances()) {
                if (random.nextBoolean()) {
                    grants.add(new Grant.Instance(gpu.uuid(), instance.uuid()));
                }
            }
        } else if (random.nextInt(3) == 0) {
            grants.add(new Grant.Whole(gpu.uuid()));
        } else if (random.nextInt(3) == 0) {
            grants.add(new Grant.Share(gpu.uuid(), Bytes.ofGibi(1 + random.nextInt(8))));
        }
        return grants;
    }

    private static Topology topology(Random random, List<Offer.Card> cards) {
        Map<Topology.Pair, Link> links = new HashMap<>();
        Link[] levels = Link.values();
        for (int i = 0; i < cards.size(); i++) {
            for (int j = 0; j < i; j++) {
                links.put(
                        new Topology.Pair(
                                cards.get(i).gpu().uuid(), cards.get(j).gpu().uuid()),
                        levels[random.nextInt(levels.length)]);
            }
        }
        return new Topology(links);
    }
}
