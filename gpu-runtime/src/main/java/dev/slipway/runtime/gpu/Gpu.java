package dev.slipway.runtime.gpu;

import dev.slipway.runtime.quantity.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A GPU as it is built into the host: what does not change while the driver runs, but for its MIG instances.
 *
 * @param uuid its name for life
 * @param index NVML's number for it, from 0; another boot may number anew
 * @param minor the number of its device node, {@code /dev/nvidia<minor>}; empty: the driver does not tell
 * @param model its product name
 * @param brand what it is sold as
 * @param capability what it executes
 * @param memory all of its memory
 * @param pciAddress {@code 00000000:3B:00.0}, as NVML writes it
 * @param numaNode the NUMA node that its PCI slot belongs to; empty: the host has one, or does not tell
 * @param migEnabled whether it is cut into instances; then they are leased, not the GPU
 * @param migInstances its instances; none where MIG is off
 */
public record Gpu(
        GpuUuid uuid,
        int index,
        OptionalInt minor,
        String model,
        Brand brand,
        ComputeCapability capability,
        Bytes memory,
        String pciAddress,
        OptionalInt numaNode,
        boolean migEnabled,
        List<MigInstance> migInstances) {
    public Gpu {
        migInstances = List.copyOf(migInstances);
    }

    /** Empty: no instance of that name is here. */
    public Optional<MigInstance> migInstance(GpuUuid wanted) {
        return migInstances.stream().filter(mig -> mig.uuid().equals(wanted)).findFirst();
    }
}
