package dev.slipway.host;

import dev.slipway.runtime.engine.EngineInfo;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.host.HostFacts;
import dev.slipway.runtime.quantity.Bytes;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A machine, as its platform process last saw it. */
@Entity
@Table(name = "host")
class HostRow {
    @Id
    String name;

    Instant seenAt;

    @Nullable
    String operatingSystem;

    @Nullable
    String kernel;

    @Nullable
    String engine;

    @Nullable
    String engineVersion;

    int processors;
    Bytes memory;

    @Nullable
    String driver;

    @Nullable
    String cuda;

    boolean isSimulated;

    /**
     * Notes what is seen of it now.
     *
     * @param host its name
     * @param info what its engine says; empty: it does not answer, and what it said last stays
     */
    void see(String host, HostFacts facts, Optional<EngineInfo> info, GpuHost gpus, Instant now) {
        name = host;
        seenAt = now;
        processors = facts.cpus();
        memory = facts.memory();
        info.ifPresent(this::see);
        driver = gpus.driver().map(DriverVersion::toString).orElse(null);
        cuda = gpus.cuda().map(CudaVersion::toString).orElse(null);
        isSimulated = gpus.simulated();
    }

    private void see(EngineInfo info) {
        operatingSystem = info.operatingSystem();
        kernel = info.kernel();
        engine = info.name();
        engineVersion = info.version();
    }
}
