package dev.slipway.capacity;

import dev.slipway.runtime.host.HostFacts;
import dev.slipway.runtime.quantity.Bytes;
import jakarta.enterprise.context.ApplicationScoped;

/** What the host has to give. */
@ApplicationScoped
public class HostCapacity {
    /**
     * What Slipway's own processes and the engine hold of the memory: the platform a quarter of a GiB, PostgreSQL and the engine
     * a tenth each, Keycloak up to six tenths; see {@code docs/benchmarks.md}.
     */
    static final Bytes LEAST_RESERVE = Bytes.ofMebi(1280);

    private static final Bytes USUAL_RESERVE = Bytes.ofGibi(2);
    private static final int USUAL_PART = 10;

    private final Capacity all;

    HostCapacity(CapacityConfig config) {
        this.all = given(HostFacts.read(), config);
    }

    /** All that may be given out at once. */
    public Capacity all() {
        return all;
    }

    static Capacity given(HostFacts host, CapacityConfig config) {
        long memory = host.memory().value();
        long wanted = config.memoryReserve().isPresent()
                ? Bytes.ofMebi(config.memoryReserve().getAsInt()).value()
                : Math.max(memory / USUAL_PART, USUAL_RESERVE.value());
        long reserve = Math.max(wanted, LEAST_RESERVE.value());
        return new Capacity(1000L * host.cpus() * config.cpuFactor(), Math.max(0, memory - reserve));
    }
}
